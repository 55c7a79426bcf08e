import { amplification, loadBeforeLoss, utilisation } from '../formulas/retries.ts';
import type { ValidationCase } from '../validation-case.ts';
import { meanOfColumn, value } from './metric.ts';

/** ground-truth §2, §7: what load comes to at the cores, at the alternate after a failover too. */

const FILES = 'scenarios/validation/sizing';
const BASE = { section: 'sizing', arrivals: 'poisson', seeds: 30, shortSeeds: 4 } as const;

/** Lookups a second of all keys and of each, cores of the alternate, and what a miss costs one of them, s. */
const SITE = { rate: 400, perKey: 2, cores: 2, missS: 0.001 };

/** After the failover the alternate bears λ(1 − h′)/C, whose TTL decides h′: from .95 to .80 is four times as much. */
function afterFailover(hitRatio: number): ValidationCase {
  // h = rT/(1 + rT), where a cycle is the fill too.
  const ttlS = hitRatio / (1 - hitRatio) / SITE.perKey;
  const cpu = utilisation(SITE.rate, hitRatio, 1, SITE.cores / SITE.missS);
  return {
    ...BASE,
    name: `the alternate after a failover, h = ${hitRatio}`,
    script: `${FILES}/failover.ts`,
    topology: `${FILES}/two-sites.yaml`,
    cache: 'scenarios/validation/caches/plain.yaml',
    set: [`ttl=${Math.max(0.000_001, 1000 * ttlS)}ms`, 'ttlJitter=50%'],
    env: { WARM_UP: '70', SECONDS: '60' },
    shortEnv: null,
    quantities: [
      {
        name: 'CPU',
        closedForm: () => cpu,
        // A fill takes 1 ms, which theory leaves out: of a cycle of half a second it is more than chance.
        rule: hitRatio === 0 ? { within: 0.01 * cpu } : 'replications',
        measure: record => meanOfColumn('alternate.cpu', 70, Math.floor(record.durationS))(record),
      },
    ],
  };
}

/** Clients give up after one mean service, three times more, and each attempt is worked on to its end. */
const AMPLIFIED: ValidationCase = {
  ...BASE,
  name: 'clients that give up after 1/μ and try 3 times more',
  script: 'scenarios/validation/retries/impatient-client.ts',
  topology: 'scenarios/validation/queues/exponential.yaml',
  cache: 'scenarios/validation/queues/never-hits.yaml',
  set: ['pools.primary.cores=40', 'peak=1000', 'coalesce=false', 'keepLateResults=false'],
  env: { WARM_UP: '5', SECONDS: '60' },
  shortEnv: null,
  quantities: [
    {
      name: 'CPU',
      closedForm: () => utilisation(1000, 0, amplification(3, Math.exp(-1)), 40 / 0.01),
      rule: 'replications',
      measure: meanOfColumn('primary.cpu', 5, 60),
    },
    {
      name: 'attempts per request',
      closedForm: () => amplification(3, Math.exp(-1)),
      rule: 'replications',
      measure: value('client_attempts', 'avg'),
    },
  ],
};

/** Four sites that may run at .9 at most run at .675, and come to .9 when one is lost: its cores count as idle ones. */
const LOST: ValidationCase = {
  ...BASE,
  name: 'one of four equal sites lost',
  script: `${FILES}/lose-a-site.ts`,
  topology: `${FILES}/four-sites.yaml`,
  cache: 'scenarios/validation/queues/never-hits.yaml',
  set: [`peak=${Math.round(4 * 100 * loadBeforeLoss(4, 0.9))}`],
  env: { WARM_UP: '20', SECONDS: '200' },
  shortEnv: { SECONDS: '50' },
  quantities: [
    {
      name: 'CPU of the others',
      closedForm: () => 0.9,
      rule: 'replications',
      measure: record => (4 / 3) * meanOfColumn('primary.cpu', 20, Math.floor(record.durationS))(record),
    },
  ],
};

export const SIZING: readonly ValidationCase[] = [
  afterFailover(0),
  afterFailover(0.8),
  afterFailover(0.95),
  AMPLIFIED,
  LOST,
];
