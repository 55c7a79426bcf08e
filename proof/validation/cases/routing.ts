import { mean, sum } from '../../../harness/measure/column.ts';
import type { RunRecord } from '../../../harness/record/run-record.ts';
import type { Quantity, ValidationCase } from '../validation-case.ts';
import { column } from './metric.ts';

/** ground-truth §5: who gets the load, what refused users are told, and when a failure is known. Chance has no part in it. */

const FILES = 'scenarios/validation/routing';
const BASE = {
  section: 'routing',
  cache: 'scenarios/validation/caches/plain.yaml',
  seeds: 1,
  shortSeeds: 1,
} as const;

function total(record: RunRecord, name: string, fromS: number, toS: number): number {
  return sum(column(record, name, fromS, toS));
}

/** Envoy's table: percent of the load that stays at a primary of which `healthy` percent are well. */
function priority(healthy: number, stays: number): ValidationCase {
  return {
    ...BASE,
    name: `Envoy's priority load, ${healthy} % of the primary healthy`,
    script: `${FILES}/priority.ts`,
    topology: `${FILES}/two-pools.yaml`,
    arrivals: 'even',
    set: [],
    env: { WARM_UP: '10', SECONDS: '20', DOWN: String((100 - healthy) / 100) },
    shortEnv: null,
    quantities: [
      {
        name: '% that stays',
        closedForm: () => stays,
        // Users are divided by a hash: 100 000 of them come to within half a percent of a whole number.
        rule: { eachWithin: 0.5 },
        measure: record => {
          const primary = total(record, 'primary.offered', 10, 30);
          return (100 * primary) / (primary + total(record, 'alternate.offered', 10, 30));
        },
      },
    ],
  };
}

function told(name: string, count: number, read: (record: RunRecord) => number | undefined): Quantity {
  return { name, closedForm: () => count, rule: { eachWithin: 0 }, measure: record => read(record) ?? 0 };
}

const STATUSES: ValidationCase = {
  ...BASE,
  name: 'what refused users are told',
  script: `${FILES}/statuses.ts`,
  topology: `${FILES}/one-instance.yaml`,
  arrivals: 'even',
  set: [],
  env: {},
  shortEnv: {},
  quantities: [
    told('504 late headers', 10, ({ requests }) => requests.byReason.deadline),
    told('503 queue full', 10, ({ requests }) => requests.byReason['queue-full']),
    told('429 rate limit', 10, ({ requests }) => requests.byReason['rate-limit']),
    told('502 reset', 1, ({ requests }) => requests.byReason.reset),
    told('502 refused', 10, ({ requests }) => requests.byReason.refused),
    told('503 no healthy instance', 10, ({ requests }) => requests.byReason['no-healthy']),
    told('all 502s', 11, ({ requests }) => requests.byStatus['502']),
    told('all 503s', 20, ({ requests }) => requests.byStatus['503']),
    told('all 504s', 10, ({ requests }) => requests.byStatus['504']),
  ],
};

/** Seconds from the fault (or its end) to each change of an instance's health. */
function delays(record: RunRecord, operation: string, sinceOperation: RegExp): number[] {
  const since = record.timeline.find(event => sinceOperation.test(event.operation))?.atS ?? Number.NaN;
  return record.timeline
    .filter(event => event.operation === operation && event.target.startsWith('primary-'))
    .map(({ atS }) => atS - since);
}

/** Checks of twenty instances are spread evenly over one interval, so the means are exact but for that grain. */
const INTERVAL_S = 2;
const FALL = 3;
const RISE = 2;
const GRAIN = { eachWithin: INTERVAL_S / 20 + 0.01 } as const;

function detection(fault: 'refuse' | 'hang', depth: 'shallow' | 'deep', lateS: number): ValidationCase {
  const since = fault === 'refuse' ? /^restart$/ : /^degrade$/;
  const end = fault === 'refuse' ? /^restart-completed$/ : /^degrade-completed$/;
  const down = (record: RunRecord) => delays(record, 'instance-down', since);
  const quantities: Quantity[] = [
    {
      name: 'known after, mean, s',
      closedForm: () => (FALL - 0.5) * INTERVAL_S + lateS,
      rule: GRAIN,
      measure: record => mean(down(record)) ?? Number.NaN,
    },
    {
      name: 'known after, worst, s',
      closedForm: () => FALL * INTERVAL_S + lateS,
      rule: GRAIN,
      measure: record => Math.max(...down(record)),
    },
    {
      name: 'failed over after, s',
      closedForm: () => FALL * INTERVAL_S + lateS,
      rule: GRAIN,
      measure: record =>
        (record.timeline.find(({ operation, target }) => operation === 'active-pool' && target === 'alternate')?.atS ??
          Number.NaN) - (record.timeline.find(({ operation }) => since.test(operation))?.atS ?? Number.NaN),
    },
  ];
  if (fault === 'refuse') {
    quantities.push({
      name: 'back after, mean, s',
      closedForm: () => (RISE - 0.5) * INTERVAL_S,
      rule: GRAIN,
      measure: record => mean(delays(record, 'instance-up', end)) ?? Number.NaN,
    });
  }
  return {
    ...BASE,
    name: fault === 'refuse' ? 'instances that refuse connections' : 'instances that do not answer a check in time',
    script: `${FILES}/detection.ts`,
    topology: `${FILES}/twenty-instances.yaml`,
    arrivals: 'even',
    set: [`proxy.health.depth=${depth}`],
    env: { FAULT: fault },
    shortEnv: {},
    quantities,
  };
}

export const ROUTING: readonly ValidationCase[] = [
  priority(72, 100),
  priority(71, 99),
  priority(50, 70),
  priority(25, 35),
  priority(0, 0),
  STATUSES,
  detection('refuse', 'shallow', 0),
  detection('hang', 'deep', 1),
];
