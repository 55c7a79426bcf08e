import { sum } from '../../../harness/measure/column.ts';
import type { RunRecord } from '../../../harness/record/run-record.ts';
import { cubicShare, letIn } from '../formulas/shedding.ts';
import type { ValidationCase } from '../validation-case.ts';
import { column } from './metric.ts';

/** ground-truth §18: classes of requests, and shedding by class. */

const FILES = 'scenarios/validation/classes';
const BASE = {
  section: 'classes',
  script: `${FILES}/two-classes.ts`,
  cache: 'scenarios/validation/queues/never-hits.yaml',
  set: [],
} as const;

function shareOf(name: string, what: 'good' | 'refused'): (record: RunRecord) => number {
  return ({ classes = [] }) => {
    const found = classes.find(each => each.name === name);
    return found === undefined ? Number.NaN : found[what] / (found.offered - found.interrupted);
  };
}

function totalOf(record: RunRecord, name: string, fromS: number, toS: number): number {
  return sum(column(record, name, fromS, toS));
}

/** 180 requests a second of 100 ms on 20 cores. */
const CPU = 0.9;
/** When the load of lately is that, and until when it is measured. */
const FROM_S = 10;
const TO_S = 30;

const CURVE: ValidationCase = {
  ...BASE,
  name: `a class beside another that keeps the CPU at ${CPU}`,
  topology: `${FILES}/constant.yaml`,
  arrivals: 'even',
  env: { SECONDS: String(TO_S) },
  shortEnv: {},
  seeds: 30,
  shortSeeds: 4,
  quantities: [
    {
      name: 'refused of the least important',
      // Both come as often, so that twice the share is its part.
      closedForm: () => 2 * cubicShare(0.8, 0.95, CPU),
      measure: record => (2 * totalOf(record, 'errors', FROM_S, TO_S)) / totalOf(record, 'offered', FROM_S, TO_S),
      rule: 'replications',
    },
    {
      name: 'refused of the other',
      closedForm: () => 0,
      measure: shareOf('user', 'refused'),
      rule: { eachWithin: 0 },
    },
  ],
};

/** Of ten cores that do 1000 a second: users ask for half, and prefetches for 2.1 times of it all. */
const USERS = 0.5;
const AHEAD = 2.1;

const SPIKE: ValidationCase = {
  ...BASE,
  name: "twelve times the prefetches, as in Netflix's spike",
  topology: `${FILES}/spike.yaml`,
  arrivals: 'poisson',
  env: { USER_RATE: String(1000 * USERS), AHEAD: String(1000 * AHEAD), RAMP: '10', SECONDS: '120' },
  shortEnv: { SECONDS: '60' },
  seeds: 10,
  shortSeeds: 2,
  quantities: [
    {
      name: 'users who are served (at least 0.994)',
      closedForm: () => 1,
      measure: shareOf('user', 'good'),
      rule: { eachWithin: 0.006 },
    },
    {
      name: 'prefetches that are served, 20–55 s',
      closedForm: () => letIn(0.8, 0.95, USERS, AHEAD),
      measure: record => totalOf(record, 'good', 20, 55) / (35 * 1000 * AHEAD) - USERS / AHEAD,
      rule: { within: 0.01 },
    },
  ],
};

export const CLASSES: readonly ValidationCase[] = [CURVE, SPIKE];
