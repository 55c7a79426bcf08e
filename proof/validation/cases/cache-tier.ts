import { zipf } from '../formulas/caches.ts';
import { busiestShare } from '../formulas/hashing.ts';
import { meanWait, pollaczekWait, sojournTail } from '../formulas/queues.ts';
import type { Quantity, ValidationCase } from '../validation-case.ts';
import { value } from './metric.ts';

/** ground-truth §12: a cache tier of its own. */

const FILES = 'scenarios/validation/cache-tier';
const MEAN = 10;
const NODES = 8;
/** Of the users, those that are in the tier before nodes are lost. */
const FILLED = 0.8;

const BASE = { section: 'cache-tier', cache: `${FILES}/kept.yaml`, arrivals: 'poisson', seeds: 30 } as const;

/** A node with `slots` slots, at the load ρ. */
function node(
  name: string,
  slots: number,
  load: number,
  latency: string,
  short: number | null,
  quantities: readonly Quantity[],
): ValidationCase {
  return {
    ...BASE,
    name,
    script: `${FILES}/lookups.ts`,
    topology: `${FILES}/one-node.yaml`,
    set: [`cacheTier.concurrency=${slots}`, `cacheTier.latency=${latency}`, `peak=${(1000 / MEAN) * slots * load}`],
    env: { WARM_UP: '40', SECONDS: '450' },
    shortEnv: short === null ? null : { WARM_UP: '10', SECONDS: String(short) },
    shortSeeds: 6,
    quantities,
  };
}

const wait = (closedForm: () => number): Quantity => ({
  name: 'mean wait · μ',
  closedForm,
  measure: record => value('sojourn', 'avg')(record) / MEAN - 1,
  rule: 'replications',
});

/** @param lost of the nodes */
function lostNodes(hashing: 'ring' | 'modulo', lost: number, kept: number): ValidationCase {
  return {
    ...BASE,
    name: `${lost * NODES} of ${NODES} nodes lost, ${hashing}`,
    script: `${FILES}/lost-nodes.ts`,
    topology: `${FILES}/eight-nodes.yaml`,
    arrivals: 'even',
    set: [`cacheTier.hashing=${hashing}`],
    env: { LOST: `${lost * 100}%`, FILLED: String(FILLED) },
    shortEnv: { USERS: '4000' },
    shortSeeds: 3,
    quantities: [
      { name: 'hit ratio', closedForm: () => kept * FILLED, measure: value('hit', 'rate'), rule: 'replications' },
    ],
  };
}

const USERS = 5000;

const BUSIEST: ValidationCase = {
  ...BASE,
  name: `the busiest of ${NODES} nodes, Zipf 1`,
  script: 'scenarios/validation/caches/zipf.ts',
  topology: `${FILES}/eight-nodes.yaml`,
  set: ['popularity.zipf=1', `users=${USERS}`, 'peak=2000'],
  env: { WARM_UP: '0', SECONDS: '30' },
  shortEnv: { SECONDS: '6' },
  shortSeeds: 2,
  quantities: [
    {
      name: 'its share ÷ that of the ranks it owns',
      closedForm: () => 1,
      measure: record => {
        const nodes = record.cacheTier?.nodes ?? [];
        const measured = Math.max(...nodes.map(({ share }) => share ?? 0));
        return measured / busiestShare(zipf(USERS, 1), NODES, record.seed);
      },
      rule: 'replications',
    },
  ],
};

export const CACHE_TIER: readonly ValidationCase[] = [
  node('a node as M/M/4 at ρ = 0.8', 4, 0.8, '{ exponential: 10ms }', 20, [
    wait(() => meanWait(4, 0.8)),
    {
      name: 'P(stay > 1/μ)',
      closedForm: () => sojournTail(4, 0.8, 1),
      measure: value('sojourn_longer_than_1', 'rate'),
      rule: 'replications',
    },
  ]),
  node('a node as M/D/1 at ρ = 0.8', 1, 0.8, '{ fixed: 10ms }', null, [wait(() => pollaczekWait(0.8, 0))]),
  {
    ...node('a node as M/M/4, slowed down to ρ = 0.8', 4, 0.8, '{ exponential: 5ms }', null, [
      wait(() => meanWait(4, 0.8)),
    ]),
    env: { WARM_UP: '40', SECONDS: '450', LATENCY: '2x' },
  },
  lostNodes('ring', 0.25, 0.75),
  lostNodes('modulo', 0.125, 0.125),
  BUSIEST,
];
