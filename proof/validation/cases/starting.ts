import { sum } from '../../../harness/measure/column.ts';
import type { RunRecord } from '../../../harness/record/run-record.ts';
import { envoyWeight, readyMoveS, shareOfNew } from '../formulas/starting.ts';
import type { Quantity, Rule, ValidationCase } from '../validation-case.ts';
import { column, meanOfColumn } from './metric.ts';

/** ground-truth §17: instances that have just come. */

const FILES = 'scenarios/validation/starting';
const BASE = { section: 'starting', arrivals: 'poisson' } as const;

const INSTANCES = 4;
const WINDOW_S = 10;
/**
 * When the restarted instance has passed its first check again (of the checks of five instances its are in the first fifth of each second), and
 * how long a request to it takes until it has timed out.
 */
const CAME_S = 4.2;
const DEADLINE_S = 0.01;

/** @param fromS seconds of the drill, whole ones */
function share(fromS: number, toS: number, aggression: number, rule: Rule): Quantity {
  return {
    name: `its share in seconds ${fromS}–${toS}`,
    closedForm: () =>
      shareOfNew(
        INSTANCES,
        since => envoyWeight(WINDOW_S, aggression, since),
        fromS - CAME_S - DEADLINE_S,
        toS - CAME_S - DEADLINE_S,
      ),
    measure: record => {
      const of = (name: string): number => sum(column(record, name, fromS, toS));
      return of('timeouts') / of('offered');
    },
    rule,
  };
}

/** In turn, chance has no part in it but for whose turn it was. */
function slowStart(balance: string, aggression: number, short: boolean): ValidationCase {
  const rule: Rule = balance === 'round-robin' ? { within: 0.0002 } : 'replications';
  return {
    ...BASE,
    name: `one of ${INSTANCES} comes, ${balance}, aggression ${aggression}`,
    script: `${FILES}/shares.ts`,
    topology: `${FILES}/shares.yaml`,
    cache: `${FILES}/never-stored.yaml`,
    set: [`proxy.balance=${balance}`, `pools.primary.slowStart.aggression=${aggression}`],
    env: { WARM_UP: '0', SECONDS: '20' },
    shortEnv: short ? {} : null,
    seeds: 30,
    shortSeeds: 4,
    quantities: (
      [
        [5, 7],
        [8, 10],
        [12, 14],
        [15, 20],
      ] as const
    ).map(([from, to]) => share(from, to, aggression, rule)),
  };
}

const FACTOR = 3;
const FOR_S = 20;
/** 1600 a second of 10 ms on 64 cores. */
const LOAD = 0.25;

const WARMING: ValidationCase = {
  ...BASE,
  name: `costs × ${FACTOR} at first, for ${FOR_S} s`,
  script: 'scenarios/validation/connections/overload.ts',
  topology: `${FILES}/warming.yaml`,
  cache: 'scenarios/validation/queues/never-hits.yaml',
  set: [],
  env: { WARM_UP: '0', SECONDS: '40' },
  shortEnv: {},
  seeds: 30,
  shortSeeds: 4,
  quantities: [
    {
      name: 'CPU in the first half',
      closedForm: () => (LOAD * (FACTOR + (FACTOR + 1) / 2)) / 2,
      measure: meanOfColumn('primary.cpu', 0, FOR_S / 2),
      rule: 'replications',
    },
    {
      name: 'CPU in the second half',
      closedForm: () => (LOAD * ((FACTOR + 1) / 2 + 1)) / 2,
      measure: meanOfColumn('primary.cpu', FOR_S / 2, FOR_S),
      rule: 'replications',
    },
    {
      name: 'CPU after it',
      closedForm: () => LOAD,
      measure: meanOfColumn('primary.cpu', 21, 40),
      rule: 'replications',
    },
  ],
};

/** How long the failover took. */
function movedFor({ timeline }: RunRecord): number {
  const at = (operation: string): number => timeline.find(each => each.operation === operation)?.atS ?? Number.NaN;
  return at('fail-over-completed') - at('fail-over');
}

const RATE = 2000 / 40_000;

function readyCase(ready: number, overS: number, short: boolean): ValidationCase {
  return {
    ...BASE,
    name: `a move over ${overS} s while the hit ratio is at least ${ready}`,
    script: `${FILES}/ready.ts`,
    topology: `${FILES}/ready.yaml`,
    cache: `${FILES}/keeps.yaml`,
    set: [],
    env: { WARM_UP: '0', SECONDS: '150', OVER: `${overS}s`, READY: `${ready * 100}%` },
    shortEnv: short ? {} : null,
    seeds: 10,
    shortSeeds: 2,
    quantities: [
      {
        name: 'the move took, s',
        closedForm: () => readyMoveS({ rate: RATE, overS, ready }),
        measure: movedFor,
        rule: { within: 3 },
      },
    ],
  };
}

export const STARTING: readonly ValidationCase[] = [
  slowStart('round-robin', 1, true),
  slowStart('round-robin', 2, false),
  slowStart('hash-user', 1, false),
  slowStart('hash-user', 2, false),
  WARMING,
  readyCase(0.7, 10, true),
  readyCase(0.6, 20, false),
];
