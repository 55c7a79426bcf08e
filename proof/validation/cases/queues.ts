import {
  abandonment,
  boundedQueue,
  erlangC,
  meanWait,
  pollaczekWait,
  sojournTail,
  waitTail,
} from '../formulas/queues.ts';
import type { Quantity, ValidationCase } from '../validation-case.ts';
import { value } from './metric.ts';

/** ground-truth §1: one queue before c cores. */

const FILES = 'scenarios/validation/queues';
/** The mean service time of the topologies, ms. */
const MEAN = 10;

const BASE = {
  section: 'queues',
  cache: `${FILES}/never-hits.yaml`,
  arrivals: 'poisson',
  seeds: 30,
  shortSeeds: 6,
} as const;

/** The mean wait is the mean stay less the mean service. */
const meanWaitMeasured = value('sojourn', 'avg');

function quantity(name: string, closedForm: () => number, measure: Quantity['measure']): Quantity {
  return { name, closedForm, measure, rule: 'replications' };
}

/** Requests per second that load `cores` to ρ. */
function rate(cores: number, load: number): number {
  return Math.round((1000 / MEAN) * cores * load);
}

function waiting(
  cores: number,
  load: number,
  seconds: number,
  short: number | null,
  more: readonly Quantity[] = [],
): ValidationCase {
  return {
    ...BASE,
    name: `M/M/${cores} at ρ = ${load}`,
    script: `${FILES}/waiting.ts`,
    topology: `${FILES}/exponential.yaml`,
    set: [`pools.primary.cores=${cores}`, `peak=${rate(cores, load)}`],
    env: { WARM_UP: '40', SECONDS: String(seconds) },
    shortEnv: short === null ? null : { WARM_UP: '10', SECONDS: String(short) },
    quantities: [
      quantity('P(wait)', () => erlangC(cores, load), value('waited', 'rate')),
      quantity(
        'mean wait · μ',
        () => meanWait(cores, load),
        record => meanWaitMeasured(record) / MEAN - 1,
      ),
      quantity('P(wait > 1/μ)', () => waitTail(cores, load, 1), value('waited_longer_than_1', 'rate')),
      ...more,
    ],
  };
}

function bounded(cores: number, places: number, load: number, seconds: number): ValidationCase {
  const theory = boundedQueue(cores, places, load);
  return {
    ...BASE,
    name: `M/M/${cores}/${places} at ρ = ${load}`,
    script: `${FILES}/sojourn.ts`,
    topology: `${FILES}/exponential.yaml`,
    set: [`pools.primary.cores=${cores}`, `pools.primary.queue=${places - cores}`, `peak=${rate(cores, load)}`],
    env: { WARM_UP: '10', SECONDS: String(seconds) },
    shortEnv: cores === 4 ? { SECONDS: '20' } : null,
    quantities: [
      quantity('refused', () => theory.blocked, value('refused', 'rate')),
      quantity(
        'mean stay · μ',
        () => theory.meanSojourn,
        record => meanWaitMeasured(record) / MEAN,
      ),
    ],
  };
}

const COSTS = { 0: 'fixed', 1: 'exponential', 4: 'lognormal' } as const;

function oneCore(cv2: keyof typeof COSTS, load: number, seconds: number): ValidationCase {
  return {
    ...BASE,
    name: `M/G/1 at ρ = ${load}, cv² = ${cv2}`,
    script: `${FILES}/sojourn.ts`,
    topology: `${FILES}/${COSTS[cv2]}.yaml`,
    set: [`peak=${rate(1, load)}`],
    env: { WARM_UP: load > 0.85 ? '100' : '40', SECONDS: String(seconds) },
    shortEnv: cv2 === 0 && load < 0.85 ? { WARM_UP: '10', SECONDS: '100' } : null,
    quantities: [
      quantity(
        'mean wait · μ',
        () => pollaczekWait(load, cv2),
        record => meanWaitMeasured(record) / MEAN - 1,
      ),
    ],
  };
}

/** Callers leave the queue after two service times. */
const PATIENCE = 2;

function impatient(load: number, seconds: number): ValidationCase {
  return {
    ...BASE,
    name: `M/M/8+D at ρ = ${load}, D = ${PATIENCE}/μ`,
    script: `${FILES}/waiting.ts`,
    topology: `${FILES}/impatient.yaml`,
    set: ['pools.primary.cores=8', `peak=${rate(8, load)}`],
    env: { WARM_UP: '5', SECONDS: String(seconds), PROBES: '0.25' },
    shortEnv: load === 1.1 ? { SECONDS: '6' } : null,
    quantities: [quantity('P(abandon)', () => abandonment(8, load, PATIENCE), value('abandoned', 'rate'))],
  };
}

const TAILS = [
  quantity('P(stay > 1/μ)', () => sojournTail(8, 0.9, 1), value('sojourn_longer_than_1', 'rate')),
  quantity('P(stay > 5/μ)', () => sojournTail(8, 0.9, 5), value('sojourn_longer_than_5', 'rate')),
];

export const QUEUES: readonly ValidationCase[] = [
  waiting(1, 0.8, 1600, null),
  waiting(4, 0.8, 300, 30),
  waiting(8, 0.9, 1800, null, TAILS),
  bounded(1, 10, 0.9, 1500),
  bounded(4, 20, 1.2, 150),
  bounded(8, 64, 1.2, 150),
  oneCore(0, 0.8, 1200),
  oneCore(1, 0.8, 1600),
  oneCore(4, 0.8, 5000),
  oneCore(0, 0.9, 1600),
  oneCore(1, 0.9, 3000),
  oneCore(4, 0.9, 9000),
  impatient(0.95, 500),
  impatient(1.1, 150),
  impatient(2, 10),
];
