import { abandonment, boundedQueue, firstTimeout } from '../formulas/queues.ts';
import type { ValidationCase } from '../validation-case.ts';
import { value } from './metric.ts';

/** ground-truth §2: when 504s start, and what share of requests is refused once the excess is shed. */

const FILES = 'scenarios/validation/onset';
const QUEUES = 'scenarios/validation/queues';
/** What a request costs the one core, s. */
const SERVICE_S = 0.01;

/**
 * The closed form takes requests for infinitely small. Here one is late by its own service too, so the first doomed one comes up
 * to S/(ρ−1) sooner, and load comes one request at a time.
 */
function onset(load: number, timeoutS: number, inShort: boolean): ValidationCase {
  const grain = SERVICE_S / (load - 1) + SERVICE_S / load;
  const atS = firstTimeout(load, timeoutS);
  return {
    section: 'onset',
    name: `the first 504 at ρ = ${load}, τ = ${timeoutS} s`,
    script: `${FILES}/onset.ts`,
    topology: `${FILES}/one-core.yaml`,
    cache: `${QUEUES}/never-hits.yaml`,
    arrivals: 'even',
    set: [`peak=${Math.round(load / SERVICE_S)}`, `proxy.timeout=${timeoutS}s`],
    env: { WARM_UP: '0', SECONDS: String(Math.ceil(atS + 10)) },
    shortEnv: inShort ? {} : null,
    seeds: 1,
    shortSeeds: 1,
    quantities: [
      { name: 'seen, s', closedForm: () => atS, rule: { eachWithin: grain }, measure: value('late_at_s', 'min') },
      {
        name: "the verdict's onset, s",
        closedForm: () => atS,
        // It names the whole second that the first sustained ones are seen in.
        rule: { eachWithin: 1 + grain },
        measure: record => record.timeouts.onsetS ?? Number.NaN,
      },
    ],
  };
}

const SHED = {
  section: 'onset',
  arrivals: 'poisson',
  cache: `${QUEUES}/never-hits.yaml`,
  seeds: 30,
  shortSeeds: 10,
} as const;

/** A queue that is full refuses the excess: 1 − 1/ρ. */
const REFUSED: ValidationCase = {
  ...SHED,
  name: 'the excess refused, ρ = 1.5, a queue of 100',
  script: `${QUEUES}/sojourn.ts`,
  topology: `${QUEUES}/exponential.yaml`,
  set: ['pools.primary.queue=100', 'peak=150'],
  env: { WARM_UP: '20', SECONDS: '200' },
  shortEnv: null,
  quantities: [
    {
      name: '503s',
      closedForm: () => boundedQueue(1, 101, 1.5).blocked,
      rule: 'replications',
      measure: value('refused', 'rate'),
    },
  ],
};

/** So does a core that drops whoever has gone. */
const DROPPED: ValidationCase = {
  ...SHED,
  name: 'the excess dropped late, ρ = 1.5, τ = 2 s, expired: skip',
  script: `${QUEUES}/waiting.ts`,
  topology: `${QUEUES}/impatient.yaml`,
  set: ['proxy.timeout=2s', 'peak=150'],
  env: { WARM_UP: '20', SECONDS: '200' },
  shortEnv: null,
  quantities: [
    {
      name: '504s',
      closedForm: () => abandonment(1, 1.5, 200),
      rule: 'replications',
      measure: value('abandoned', 'rate'),
    },
  ],
};

export const ONSET: readonly ValidationCase[] = [
  onset(1.1, 2, false),
  onset(1.5, 2, true),
  onset(2, 2, true),
  onset(1.1, 30, false),
  onset(1.2, 30, true),
  REFUSED,
  DROPPED,
];
