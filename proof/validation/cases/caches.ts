import type { RunRecord } from '../../../harness/record/run-record.ts';
import {
  coldHitRatio,
  earlyGap,
  fifoHitRatio,
  fixedTtlHitRatio,
  lruHitRatio,
  recomputesPerCycle,
  slidingTtlHitRatio,
  staleHitRatio,
  zipf,
} from '../formulas/caches.ts';
import type { Quantity, Rule, ValidationCase } from '../validation-case.ts';
import { column, hitRatio, value } from './metric.ts';

/** Hit ratios under independent references (ground-truth §3). */

const FILES = 'scenarios/validation/caches';
const USERS = 100_000;
/** Lookups a second, where a case does not say another: the topology's. */
const RATE = 1000;
/** What Che's approximation and the others are good to (ground-truth §3). */
const TOLERANCE = { within: 0.003 } as const;
/** Seeds of such cases: a hundred thousand lookups each are exact enough. */
const TOLERANT_SEEDS = 10;

const BASE = {
  section: 'caches',
  script: `${FILES}/zipf.ts`,
  topology: `${FILES}/instant.yaml`,
  arrivals: 'poisson',
  seeds: 30,
  shortSeeds: 1,
} as const;

function popularity(exponent: number): string {
  return exponent === 0 ? 'popularity=uniform' : `popularity.zipf=${exponent}`;
}

/** A full cache: LRU is in its steady state as soon as it is full, FIFO some fillings later. */
function evicting(policy: 'lru' | 'fifo', exponent: number, size: number, inShort: boolean): ValidationCase {
  const warmUp = policy === 'lru' ? 12 : 20;
  const ratio = policy === 'lru' ? lruHitRatio : fifoHitRatio;
  return {
    ...BASE,
    name: `${policy.toUpperCase()}, Zipf ${exponent}, room for ${(100 * size) / USERS} % of the keys`,
    cache: `${FILES}/evicting.yaml`,
    set: [popularity(exponent), 'peak=5000', `capacity=${size}`, `policy=${policy}`],
    ...load(warmUp, 8, inShort ? {} : null),
    seeds: TOLERANT_SEEDS,
    quantities: [hits(() => ratio(zipf(USERS, exponent), size), warmUp, warmUp + 8, TOLERANCE)],
  };
}

/** SIEVE has no closed form; on Zipf's law it is known to be better than LRU, which is better than FIFO. */
const SIEVE: ValidationCase = {
  ...BASE,
  name: 'SIEVE, Zipf 1, room for 10 % of the keys',
  cache: `${FILES}/evicting.yaml`,
  set: [popularity(1), 'peak=5000', 'capacity=10000', 'policy=sieve'],
  ...load(20, 8, null),
  seeds: 5,
  quantities: [
    {
      name: 'hits more than LRU',
      closedForm: () => 1,
      rule: { eachWithin: 0 },
      measure: record => (hitRatio('primary', 20, 28)(record) > lruHitRatio(zipf(USERS, 1), 10_000) ? 1 : 0),
    },
  ],
};

/** The order of eviction, by a trace whose hits are counted on paper (trace.ts). */
function order(policy: 'lru' | 'fifo' | 'sieve', count: number): ValidationCase {
  return {
    ...BASE,
    name: `a trace through three entries, ${policy}`,
    script: `${FILES}/trace.ts`,
    topology: `${FILES}/slow-directory.yaml`,
    cache: `${FILES}/plain.yaml`,
    set: ['capacity=3', `policy=${policy}`],
    env: {},
    shortEnv: {},
    seeds: 1,
    shortSeeds: 1,
    quantities: [{ name: 'hits', closedForm: () => count, rule: { eachWithin: 0 }, measure: value('hits', 'count') }],
  };
}

/** Popular entries expire in step after a cold start, and out of step with jitter: some TTLs pass first, and a whole one is measured. */
function fixedTtl(ttlS: number, jitter: number): ValidationCase {
  const warmUp = (ttlS < 100 ? 3 : 2) * ttlS;
  return {
    ...BASE,
    name: `TTL ${ttlS} s, fixed${jitter === 0 ? '' : `, jitter ${100 * jitter} %`}, Zipf 1`,
    cache: `${FILES}/plain.yaml`,
    set: [`ttl=${ttlS}s`, `ttlJitter=${100 * jitter}%`],
    ...load(warmUp, ttlS, null),
    seeds: TOLERANT_SEEDS,
    quantities: [hits(() => fixedTtlHitRatio(zipf(USERS, 1), RATE, ttlS), warmUp, warmUp + ttlS, TOLERANCE)],
  };
}

const SLIDING: ValidationCase = {
  ...BASE,
  name: 'TTL 60 s, sliding, Zipf 1',
  cache: `${FILES}/plain.yaml`,
  set: ['expiry=sliding'],
  ...load(60, 20, null),
  seeds: TOLERANT_SEEDS,
  quantities: [hits(() => slidingTtlHitRatio(zipf(USERS, 1), RATE, 60), 60, 80, TOLERANCE)],
};

/** Few keys, all alike: the same formulas in a second. */
const FEW_KEYS = { users: 100, rate: 200 };

function fewKeys(expiry: 'fixed' | 'sliding', ttlS: number): ValidationCase {
  const ratio = expiry === 'fixed' ? fixedTtlHitRatio : slidingTtlHitRatio;
  const shares = zipf(FEW_KEYS.users, 0);
  return {
    ...BASE,
    name: `TTL ${ttlS} s, ${expiry}, 2 lookups a second of each key`,
    cache: `${FILES}/plain.yaml`,
    set: [...fewKeysSet(), `ttl=${ttlS}s`, `expiry=${expiry}`],
    ...load(20, 200, expiry === 'fixed' ? { SECONDS: '60' } : null),
    shortSeeds: 5,
    quantities: [hits(() => ratio(shares, FEW_KEYS.rate, ttlS), 20, 220)],
  };
}

function fewKeysSet(rate = FEW_KEYS.rate): string[] {
  return [popularity(0), `users=${FEW_KEYS.users}`, `peak=${rate}`];
}

/** From empty, without evictions: lookups before and after the 10 000th and the 100 000th, 2500 a second. */
function cold(exponent: number, inShort: boolean): ValidationCase {
  const after = (lookups: number) => {
    const second = lookups / 2500;
    return {
      ...hits(() => coldHitRatio(zipf(USERS, exponent), lookups), second - 1, second + 1, TOLERANCE),
      name: `hit ratio after ${lookups} lookups`,
    };
  };
  return {
    ...BASE,
    name: `cold start, ${exponent === 0 ? 'all keys alike' : `Zipf ${exponent}`}`,
    cache: `${FILES}/plain.yaml`,
    set: [popularity(exponent), 'peak=2500', 'ttl=none'],
    ...load(0, 42, inShort ? {} : null),
    quantities: [after(10_000), after(100_000)],
  };
}

/**
 * All entries are filled in the first second. Without jitter all are read again in the first second after the TTL (half a second
 * off the lookups'); with 50 % the first reads spread over T(1 ± .5), before the second ones begin at 2·T/2.
 */
function synchronised(jitter: number, fromS: number, toS: number, perSecond: number): ValidationCase {
  return {
    ...BASE,
    name: `2000 entries of one age, TTL 19.5 s, jitter ${100 * jitter} %`,
    script: `${FILES}/scan.ts`,
    cache: `${FILES}/plain.yaml`,
    arrivals: 'even',
    set: [popularity(0), 'users=2000', 'peak=2000', 'ttl=19.5s', `ttlJitter=${100 * jitter}%`],
    ...load(0, 24, jitter === 0 ? {} : null),
    ...(jitter === 0 ? { seeds: 1, shortSeeds: 1 } : { shortSeeds: 3 }),
    quantities: [
      {
        name: 'misses a second',
        closedForm: () => perSecond,
        rule: jitter === 0 ? { eachWithin: 0 } : 'replications',
        measure: record => {
          const lookups = column(record, 'primary.offered', fromS, toS);
          const ratios = column(record, 'primary.hitRatio', fromS, toS);
          const misses = lookups.reduce<number>((sum, each, i) => sum + (each ?? 0) * (1 - (ratios[i] ?? 0)), 0);
          return misses / (toS - fromS);
        },
      },
    ],
  };
}

/** One key, TTL 5 s, reads of 200 ms, 100 lookups a second. */
const POPULAR = { rate: 100, ttlS: 5, readS: 0.2 };
const ONE_KEY = {
  ...BASE,
  script: `${FILES}/one-key.ts`,
  topology: `${FILES}/slow-directory.yaml`,
  cache: `${FILES}/plain.yaml`,
  shortSeeds: 6,
} as const;

function oneKeySet(beta: number, coalesce: boolean): string[] {
  return [
    `peak=${POPULAR.rate}`,
    `ttl=${POPULAR.ttlS}s`,
    `directory.latency.fixed=${POPULAR.readS}s`,
    `refreshAhead.beta=${beta}`,
    `coalesce=${coalesce}`,
  ];
}

/** The seconds in which a run of reads began: with XFetch's gaps no two runs are in seconds side by side. */
function bursts(record: RunRecord): number[] {
  const slots = column(record, 'directoryConcurrency', 0, Number.POSITIVE_INFINITY);
  return slots.flatMap((each, second) => ((each ?? 0) > 0 && (slots[second - 1] ?? 0) === 0 ? [second] : []));
}

function unlocked(beta: number): ValidationCase {
  return {
    ...ONE_KEY,
    name: `XFetch without a lock, β = ${beta}`,
    set: oneKeySet(beta, false),
    ...load(0, 2000, beta === 1 ? { SECONDS: '100' } : null),
    quantities: [
      {
        name: 'reads a cycle',
        closedForm: () => recomputesPerCycle(beta),
        rule: 'replications',
        measure: record => (record.directory.reads ?? Number.NaN) / bursts(record).length,
      },
    ],
  };
}

/** With a lock a cycle is the read, the TTL, and less the early gap. */
function locked(beta: number): ValidationCase {
  return {
    ...ONE_KEY,
    name: `XFetch with a lock, β = ${beta}`,
    set: oneKeySet(beta, true),
    ...load(0, 500, null),
    quantities: [
      {
        name: 'mean early gap, s',
        closedForm: () => earlyGap(beta, POPULAR.rate, POPULAR.readS),
        rule: 'replications',
        measure: record => {
          const begun = bursts(record);
          const cycle = ((begun.at(-1) ?? 0) - (begun[0] ?? 0)) / (begun.length - 1);
          return POPULAR.ttlS + POPULAR.readS - cycle;
        },
      },
    ],
  };
}

function crowd(name: string, balance: string, coalesce: boolean, reads: number): ValidationCase {
  return {
    ...BASE,
    name: `50 at once, 4 instances, ${name}`,
    script: `${FILES}/crowd.ts`,
    topology: `${FILES}/slow-directory.yaml`,
    cache: `${FILES}/plain.yaml`,
    set: ['pools.primary.instances=4', `proxy.balance=${balance}`, `coalesce=${coalesce}`],
    env: {},
    shortEnv: {},
    seeds: 1,
    shortSeeds: 1,
    quantities: [
      {
        name: 'directory reads',
        closedForm: () => reads,
        rule: { eachWithin: 0 },
        measure: record => record.directory.reads ?? Number.NaN,
      },
    ],
  };
}

/** Nobody that is asked for exists. */
const NEGATIVE: ValidationCase = {
  ...BASE,
  name: 'unknown users, negative TTL 5 s, 2 lookups a second of each',
  cache: `${FILES}/plain.yaml`,
  set: [...fewKeysSet(), 'directory.unknownUsers=100%', 'negativeTtl=5s'],
  ...load(20, 200, null),
  quantities: [hits(() => fixedTtlHitRatio(zipf(FEW_KEYS.users, 0), FEW_KEYS.rate, 5), 20, 220)],
};

const STALE: ValidationCase = {
  ...BASE,
  name: 'TTL 5 s, stale for 1 s more, .5 lookups a second of each key',
  cache: `${FILES}/plain.yaml`,
  set: [...fewKeysSet(50), 'ttl=5s', 'staleWhileRevalidate=1s'],
  ...load(30, 600, { SECONDS: '200' }),
  shortSeeds: 5,
  quantities: [hits(() => staleHitRatio(0.5, 5, 1), 30, 630)],
};

/** The record is read just before the directory fails: its TTL and `staleIfError` later nothing is left to serve. */
const STALE_IF_ERROR: ValidationCase = {
  ...BASE,
  name: 'directory down, TTL 10 s, stale on error for 20 s',
  script: `${FILES}/outage.ts`,
  cache: `${FILES}/plain.yaml`,
  arrivals: 'even',
  set: [popularity(0), 'ttl=10s', 'staleIfError=20s'],
  env: {},
  shortEnv: {},
  seeds: 1,
  shortSeeds: 1,
  quantities: [
    {
      name: 'first failure, s',
      closedForm: () => 30,
      // Ten reads a second.
      rule: { eachWithin: 0.1 },
      measure: value('failed_at_s', 'min'),
    },
  ],
};

function load(warmUp: number, seconds: number, short: Record<string, string> | null) {
  return { env: { WARM_UP: String(warmUp), SECONDS: String(seconds) }, shortEnv: short };
}

function hits(closedForm: () => number, fromS: number, toS: number, rule: Rule = 'replications'): Quantity {
  return { name: 'hit ratio', closedForm, rule, measure: hitRatio('primary', fromS, toS) };
}

/**
 * Reads of one key are under way all the time, and a share of them fails: with `onError: delete` the entry is there if the last of them that ended was
 * a success, so it is found with the chance of one, where without it would soon be there for good. (Of few that fail, hits would keep so many reads away
 * that fewer are under way after a success.)
 */
function deleting(errors: number, inShort: boolean): ValidationCase {
  return {
    ...ONE_KEY,
    script: `${FILES}/failing.ts`,
    name: `${errors * 100} % of the reads fail, each removes the entry`,
    set: [
      ...['peak=4000', 'ttl=none', 'coalesce=false', 'onError=delete'],
      ...[`directory.errors=${errors * 100}%`, 'directory.latency={exponential: 400ms}'],
    ],
    ...load(6, 15, inShort ? {} : null),
    seeds: TOLERANT_SEEDS,
    shortSeeds: 1,
    quantities: [hits(() => 1 - errors, 6, 21, { within: 0.005 })],
  };
}

export const CACHES: readonly ValidationCase[] = [
  evicting('lru', 1, 5000, true),
  evicting('lru', 1, 10_000, false),
  evicting('lru', 0.8, 5000, false),
  evicting('fifo', 1, 5000, false),
  evicting('fifo', 1, 10_000, false),
  evicting('fifo', 0.8, 5000, false),
  SIEVE,
  order('lru', 3),
  order('fifo', 7),
  order('sieve', 5),
  fixedTtl(60, 0),
  fixedTtl(300, 0),
  fixedTtl(60, 0.5),
  SLIDING,
  fewKeys('fixed', 2),
  fewKeys('sliding', 1),
  cold(0, false),
  cold(1, false),
  synchronised(0, 20, 21, 2000),
  synchronised(0.5, 11, 19, 2000 / 19.5),
  unlocked(1),
  unlocked(2),
  locked(1),
  locked(2),
  crowd('no coalescing', 'round-robin', false, 50),
  crowd('coalescing in each of them', 'round-robin', true, 4),
  crowd('a user at one of them', 'hash-user', true, 1),
  NEGATIVE,
  STALE,
  STALE_IF_ERROR,
  deleting(0.5, true),
  deleting(0.9, false),
];
