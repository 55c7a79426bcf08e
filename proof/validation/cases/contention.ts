import type { ValidationCase } from '../validation-case.ts';
import { value } from './metric.ts';

/** ground-truth §15: contention. */

/** The mean cost of a request that a core does alone, s. */
const D = 0.01;
const SIGMA = 0.05;
const KAPPA = 0.015;

/** What N saturated cores do in D. */
function throughput(cores: number): number {
  return cores / (1 + SIGMA * (cores - 1) + KAPPA * cores * (cores - 1));
}

/** The number of cores that does most: N* = √((1 − σ)/κ) = 7.96. */
export const MOST = Math.round(Math.sqrt((1 - SIGMA) / KAPPA));

function saturated(cores: number, short: boolean): ValidationCase {
  return {
    section: 'contention',
    name: `${cores} cores with σ = ${SIGMA}, κ = ${KAPPA}`,
    script: 'scenarios/validation/connections/overload.ts',
    topology: 'scenarios/validation/contention/cores.yaml',
    cache: 'scenarios/validation/queues/never-hits.yaml',
    set: [`pools.primary.cores=${cores}`],
    arrivals: 'poisson',
    env: { WARM_UP: '5', SECONDS: '60' },
    shortEnv: short ? { WARM_UP: '2', SECONDS: '20' } : null,
    seeds: 30,
    shortSeeds: 4,
    quantities: [
      {
        name: 'answered a second · D',
        closedForm: () => throughput(cores),
        measure: record => D * value('answered', 'count')(record),
        rule: 'replications',
      },
    ],
  };
}

export const CONTENTION: readonly ValidationCase[] = [
  saturated(2, false),
  saturated(MOST, true),
  saturated(2 * MOST, false),
];
