import type { RunRecord } from '../../../harness/record/run-record.ts';
import type { ValidationCase } from '../validation-case.ts';
import { value } from './metric.ts';

/** ground-truth §10: operations that take time, and fail. */

const FILES = 'scenarios/validation/operations';
const TAKES_S = 10;
const FAILS = 0.25;

type Event = RunRecord['timeline'][number];
type Rolled = Extract<Event, { readonly reached: number }>;

function find(record: RunRecord, operation: string): Event | undefined {
  return record.timeline.find(event => event.operation === operation);
}

/** From an operation's start to its completion, s. */
function took(operation: string): (record: RunRecord) => number {
  return record =>
    (find(record, `${operation}-completed`)?.atS ?? Number.NaN) - (find(record, operation)?.atS ?? Number.NaN);
}

/** The share of the instances that it reached. */
function reached(operation: string): (record: RunRecord) => number {
  return record => {
    const { reached: some, of } = find(record, `${operation}-completed`) as Rolled;
    return some / of;
  };
}

export const OPERATIONS: readonly ValidationCase[] = [
  {
    section: 'operations',
    name: 'a roll-back that fails on one instance in four',
    script: `${FILES}/roll-back.ts`,
    topology: `${FILES}/rolling.yaml`,
    cache: 'mock-service/settings/baseline.yaml',
    set: [],
    arrivals: 'poisson',
    env: {},
    shortEnv: {},
    seeds: 30,
    shortSeeds: 3,
    quantities: [
      { name: 'deploy takes, s', closedForm: () => TAKES_S, measure: took('deploy'), rule: { eachWithin: 1e-9 } },
      { name: 'deploy reaches', closedForm: () => 1, measure: reached('deploy'), rule: { eachWithin: 0 } },
      { name: 'roll-back reaches', closedForm: () => 1 - FAILS, measure: reached('roll-back'), rule: 'replications' },
      {
        name: 'hit ratio then − share reached',
        closedForm: () => 0,
        measure: record => value('hits', 'rate')(record) - reached('roll-back')(record),
        rule: { eachWithin: 0.005 },
      },
    ],
  },
];
