import { fixedTtlHitRatio, zipf } from '../formulas/caches.ts';
import { meanWait } from '../formulas/queues.ts';
import { meanStayUnderQuota } from '../formulas/quota.ts';
import type { ValidationCase } from '../validation-case.ts';
import { hitRatio, value } from './metric.ts';

/** ground-truth §11: a declared service, and CPU that is less than a core. */

const FILES = 'scenarios/validation/declared';
const CACHE = 'scenarios/validation/caches/plain.yaml';
const BASE = { section: 'declared', cache: CACHE, arrivals: 'poisson' } as const;
const QUOTA = { ...BASE, script: `${FILES}/work.ts`, topology: `${FILES}/work.yaml` } as const;

/** A task that comes alone, at any moment of the period. */
function alone(costMs: number): ValidationCase {
  return {
    ...QUOTA,
    name: `a task of ${costMs} ms alone, 20 ms of CPU in 100 ms`,
    set: [`service.routes.GET /work.cost.fixed=${costMs}ms`],
    env: { WARM_UP: '1', SECONDS: '200' },
    shortEnv: costMs === 50 ? { WARM_UP: '1', SECONDS: '60' } : null,
    seeds: 30,
    shortSeeds: 6,
    quantities: [
      {
        name: 'mean stay, ms',
        closedForm: () => meanStayUnderQuota(costMs, 20, 100),
        rule: 'replications',
        measure: value('sojourn', 'avg'),
      },
    ],
  };
}

const SATURATED: ValidationCase = {
  ...QUOTA,
  name: 'tasks of 10 ms without end, 20 ms of CPU in 100 ms',
  set: ['service.routes.GET /work.cost.fixed=10ms', 'pools.primary.quota.threads=2'],
  env: { WARM_UP: '2', SECONDS: '100', AT_ONCE: '8' },
  shortEnv: {},
  seeds: 5,
  shortSeeds: 1,
  quantities: [
    {
      name: 'served a second',
      closedForm: () => 20,
      // Two tasks more or less at either end.
      rule: { eachWithin: 0.04 },
      measure: record => value('served', 'count')(record) / 100,
    },
  ],
};

const SLOW_CORE: ValidationCase = {
  ...BASE,
  name: 'M/M/1 at ρ = 0.6 on a quarter of a core',
  script: `${FILES}/arrivals.ts`,
  topology: `${FILES}/slow-core.yaml`,
  set: [],
  env: { WARM_UP: '20', SECONDS: '1000' },
  shortEnv: null,
  seeds: 30,
  shortSeeds: 1,
  quantities: [
    {
      name: 'mean wait · μ',
      closedForm: () => meanWait(1, 0.6),
      rule: 'replications',
      measure: record => value('sojourn', 'avg')(record) / 10 - 1,
    },
  ],
};

/** The store takes 5 ms, a miss 3 ms of CPU, a hit 1 ms; there is a core for each. */
function pairs(route: string, missedMs: number): ValidationCase {
  const exactly = { rule: { eachWithin: 1e-6 } };
  return {
    ...BASE,
    name: `two reads ${route.replaceAll('-', ' ')}`,
    script: `${FILES}/pairs.ts`,
    topology: `${FILES}/entries.yaml`,
    set: [],
    env: { ROUTE: route },
    shortEnv: {},
    seeds: 1,
    shortSeeds: 1,
    quantities: [
      { name: 'both missed, ms', closedForm: () => missedMs, ...exactly, measure: value('missed', 'max') },
      { name: 'both found, ms', closedForm: () => 1, ...exactly, measure: value('found', 'max') },
    ],
  };
}

const [FEW, MANY, OF_MANY, RATE, TTL] = [100, 10_000, 0.3, 1000, 2];

const TWO_KINDS: ValidationCase = {
  ...BASE,
  name: 'two kinds of entries, TTL 2 s',
  script: `${FILES}/two-kinds.ts`,
  topology: `${FILES}/entries.yaml`,
  set: [`ttl=${TTL}s`, 'directory.latency.fixed=0ms'],
  env: { WARM_UP: '20', SECONDS: '100' },
  shortEnv: { SECONDS: '30' },
  seeds: 10,
  shortSeeds: 2,
  quantities: [
    {
      name: 'hit ratio',
      closedForm: () =>
        (1 - OF_MANY) * fixedTtlHitRatio(zipf(FEW, 0), (1 - OF_MANY) * RATE, TTL) +
        OF_MANY * fixedTtlHitRatio(zipf(MANY, 1), OF_MANY * RATE, TTL),
      rule: 'replications',
      measure: hitRatio('primary', 20, 120),
    },
  ],
};

export const DECLARED: readonly ValidationCase[] = [
  alone(50),
  alone(15),
  SATURATED,
  SLOW_CORE,
  pairs('one-by-one', 16),
  pairs('together', 8),
  TWO_KINDS,
];
