import { meanWait } from '../formulas/queues.ts';
import type { ValidationCase } from '../validation-case.ts';
import { value } from './metric.ts';

/** ground-truth §14: connections to the store. */

const FILES = 'scenarios/validation/connections';
const MEAN = 10;

const BASE = {
  section: 'connections',
  topology: `${FILES}/connections.yaml`,
  cache: 'scenarios/validation/queues/never-hits.yaml',
} as const;

const WAIT: ValidationCase = {
  ...BASE,
  name: 'four connections as M/M/4 at ρ = 0.8',
  script: 'scenarios/validation/queues/sojourn.ts',
  set: [],
  arrivals: 'poisson',
  env: { WARM_UP: '40', SECONDS: '450' },
  shortEnv: { WARM_UP: '10', SECONDS: '20' },
  seeds: 30,
  shortSeeds: 6,
  quantities: [
    {
      name: 'mean wait · μ',
      closedForm: () => meanWait(4, 0.8),
      measure: record => value('sojourn', 'avg')(record) / MEAN - 1,
      rule: 'replications',
    },
  ],
};

/** n instances with c connections each, all to be opened through so many slots; reads queue behind what opens. */
const INSTANCES = 8;
const EACH = 10;
const SLOTS = 20;
const SET_UP = 50;

const AFTER_RESTART: ValidationCase = {
  ...BASE,
  name: `${INSTANCES} × ${EACH} connections opened through ${SLOTS} slots after a restart`,
  script: `${FILES}/after-restart.ts`,
  set: [
    ...[`pools.primary.instances=${INSTANCES}`, `directory.connections.perInstance=${EACH}`],
    ...[
      `directory.connections.setUp=${SET_UP}ms`,
      `directory.concurrency=${SLOTS}`,
      'directory.latency={ fixed: 0ms }',
    ],
  ],
  arrivals: 'even',
  env: { CONNECTIONS: String(INSTANCES * EACH) },
  shortEnv: {},
  // Nothing in it is left to chance: every seed must come to it.
  seeds: 10,
  shortSeeds: 1,
  quantities: [
    {
      name: 'at the start, ms',
      closedForm: () => ((INSTANCES * EACH) / SLOTS) * SET_UP,
      measure: value('last', 'min'),
      rule: { eachWithin: 0.001 },
    },
    {
      name: 'after the restart, ms',
      closedForm: () => ((INSTANCES * EACH) / SLOTS) * SET_UP,
      measure: value('last', 'max'),
      rule: { eachWithin: 0.001 },
    },
    {
      name: 'opened',
      closedForm: () => 2 * INSTANCES * EACH,
      measure: record => record.pools.primary?.connections?.opened ?? Number.NaN,
      rule: { eachWithin: 0 },
    },
  ],
};

const LATENCY_MS = 20;
const STORE_SLOTS = 40;

/** Half as much again as the directory does: with few connections its queue is short enough for all that it takes up. */
function protecting(perInstance: number, answered: number): ValidationCase {
  return {
    ...BASE,
    name: `the store at 1.5 times what it does, ${perInstance} connections an instance`,
    script: `${FILES}/overload.ts`,
    set: [
      ...[`pools.primary.instances=${INSTANCES}`, `directory.connections.perInstance=${perInstance}`],
      ...['directory.connections.wait=50ms', `directory.latency={ fixed: ${LATENCY_MS}ms }`, 'directory.timeout=100ms'],
      ...[`directory.concurrency=${STORE_SLOTS}`, `peak=${(1.5 * 1000 * STORE_SLOTS) / LATENCY_MS}`, 'users=100000'],
    ],
    arrivals: 'even',
    env: { WARM_UP: '2', SECONDS: '10' },
    shortEnv: { WARM_UP: '1', SECONDS: '2' },
    seeds: 10,
    shortSeeds: 1,
    quantities: [
      {
        name: 'answered a second',
        closedForm: () => answered,
        measure: record => record.metrics.answered?.values.count ?? 0,
        rule: { eachWithin: 0.005 * ((1000 * STORE_SLOTS) / LATENCY_MS) },
      },
    ],
  };
}

export const CONNECTIONS: readonly ValidationCase[] = [
  WAIT,
  AFTER_RESTART,
  protecting(10, (1000 * STORE_SLOTS) / LATENCY_MS),
  protecting(100, 0),
];
