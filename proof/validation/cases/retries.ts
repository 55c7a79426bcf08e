import { sum } from '../../../harness/measure/column.ts';
import type { RunRecord } from '../../../harness/record/run-record.ts';
import { amplification, powerOf } from '../formulas/retries.ts';
import type { Quantity, ValidationCase } from '../validation-case.ts';
import { value } from './metric.ts';

/** ground-truth §4: how retries multiply. */

const FILES = 'scenarios/validation/retries';
const PROXY_RETRIES = 3;

const BASE = {
  section: 'retries',
  script: `${FILES}/attempts.ts`,
  topology: `${FILES}/failing-directory.yaml`,
  cache: 'scenarios/validation/queues/never-hits.yaml',
  arrivals: 'poisson',
  seeds: 30,
  shortSeeds: 6,
} as const;

/** Requests that reached the instances, for each thing that a user wanted. */
function attemptsPerUser(record: RunRecord): number {
  const attempts = sum(record.series.columns['primary.offered']);
  return attempts / record.generator.startedIterations;
}

const attempts = (closedForm: () => number): Quantity => ({
  name: 'attempts per request',
  closedForm,
  rule: 'replications',
  measure: attemptsPerUser,
});

function proxy(failure: number, inShort: boolean): ValidationCase {
  return {
    ...BASE,
    name: `the proxy tries 3 times more, p = ${failure}`,
    set: [`directory.errors=${100 * failure}%`],
    env: { WARM_UP: '0', SECONDS: failure < 0.5 ? '180' : '60' },
    shortEnv: inShort ? { SECONDS: '5' } : null,
    quantities: [
      attempts(() => amplification(PROXY_RETRIES, failure)),
      {
        name: 'failed for good',
        closedForm: () => powerOf(failure, PROXY_RETRIES + 1),
        rule: 'replications',
        measure: value('given_up', 'rate'),
      },
    ],
  };
}

/** What the client sees fail has failed at the proxy four times. */
const NESTED: ValidationCase = {
  ...BASE,
  name: 'and the client twice more, p = 0.7',
  set: ['directory.errors=70%'],
  env: { WARM_UP: '0', SECONDS: '30', RETRIES: '2' },
  shortEnv: null,
  quantities: [attempts(() => amplification(PROXY_RETRIES, 0.7) * amplification(2, powerOf(0.7, PROXY_RETRIES + 1)))],
};

const BUDGET: ValidationCase = {
  ...BASE,
  name: 'a budget of 20 %, p = 1',
  set: ['directory.errors=100%', 'proxy.retryBudget=20%'],
  env: { WARM_UP: '0', SECONDS: '60' },
  shortEnv: { SECONDS: '20' },
  seeds: 5,
  shortSeeds: 2,
  quantities: [
    // It caps the attempts at about 1 + b: the window that it is kept over is all that is left open.
    { ...attempts(() => 1.2), rule: { eachWithin: 0.012 } },
  ],
};

/** Microsoft's Graph clients: three more after 3, 5 and 7 s, and up to a second by chance. */
function graphClient(failure: number): ValidationCase {
  return {
    ...BASE,
    name: `Graph clients, p = ${failure}`,
    set: [`directory.errors=${100 * failure}%`, 'proxy.retries=0', 'peak=100'],
    env: { WARM_UP: '0', SECONDS: '60', RETRIES: '3', WAITS: '3,5,7', JITTER: '1' },
    shortEnv: null,
    quantities: [
      { ...attempts(() => amplification(3, failure)), measure: value('client_attempts', 'avg') },
      {
        name: 'waited between them, s',
        closedForm: () => 3.5 * failure + 5.5 * powerOf(failure, 2) + 7.5 * powerOf(failure, 3),
        rule: 'replications',
        measure: value('waited_s', 'avg'),
      },
    ],
  };
}

export const RETRIES: readonly ValidationCase[] = [
  proxy(0.3, false),
  proxy(0.5, true),
  NESTED,
  BUDGET,
  graphClient(0.5),
  graphClient(1),
];
