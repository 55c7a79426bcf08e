import { describe, expect, it } from 'vitest';
import type { CacheSettings, NamedCacheSettings } from '../settings/cache-settings.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { DirectoryModel } from './directory.ts';
import type { Instance, InstanceConfig } from './instance.ts';
import { Pool } from './pool.ts';
import { SETTINGS } from './test-settings.ts';
import { testWork } from './test-work.ts';
import type { WorkFailure } from './work.ts';

const INSTANCE: InstanceConfig = {
  cores: 2,
  memoryBytes: 1e9,
  queue: Number.POSITIVE_INFINITY,
  expired: 'serve',
  restartAfterMs: 1000,
  requestSizeBytes: 0,
  baseMemoryBytes: 0,
  gc: 0,
};
const DIRECTORY = { latency: { fixed: 5 }, concurrency: 100, timeoutMs: 1000, errors: 0, unknownUsers: 0 };
const COST = { hit: { fixed: 3 }, miss: { fixed: 20 }, write: { fixed: 30 } };

function named(changes: Partial<CacheSettings> = {}): NamedCacheSettings {
  return { name: 'test', fingerprint: '0', settings: { ...SETTINGS, ...changes } };
}

function poolOf(instances: number, settings = named(), config: Partial<InstanceConfig> = {}) {
  const clock = new VirtualClock();
  const store = { read: (user: number) => ({ user }), execute: () => 'written' };
  const directory = new DirectoryModel(clock, DIRECTORY, store, 1);
  const model = { name: 'primary', instances, instance: { ...INSTANCE, ...config }, cost: COST };
  return { clock, pool: new Pool(model, clock, directory, settings, 1) };
}

/** @returns what became of it, when it is over */
function read(instance: Instance, user: number): { failure: WorkFailure | null | undefined } {
  const outcome: { failure: WorkFailure | null | undefined } = { failure: undefined };
  const finished = (_result: unknown, failure: WorkFailure | null): void => {
    outcome.failure = failure;
  };
  instance.submit(testWork({ key: user, finished }));
  return outcome;
}

describe('Pool', () => {
  it('is warm with users where they are served, of every age, up to the capacity', () => {
    const { clock, pool } = poolOf(2, named({ capacity: { entries: 400 }, ttlMs: 1000 }));
    for (let user = 0; user < 1000; user++) pool.warm(user % 2, user, { user }, (user % 100) / 100);
    expect(pool.instances.map(({ tier }) => tier.cache.size)).toEqual([400, 400]);
    clock.advance(500);
    // Of the even users those below 50 % of their age are still fresh.
    const fresh = Array.from({ length: 400 }, (_, i) => pool.instances[0]?.tier.cache.lookup(2 * i, 500)).filter(
      found => found === 'hit',
    );
    expect(fresh.length / 400).toBeCloseTo(0.5, 1);
  });

  it('counts by the interval between two looks', () => {
    const { clock, pool } = poolOf(2);
    const [first, second] = pool.instances as [Instance, Instance];
    pool.sample();
    read(first, 1);
    read(second, 2);
    clock.advance(100);
    read(first, 1);
    clock.advance(200);
    expect(pool.sample()).toMatchObject({
      ...{ offered: 3, fills: 2, lookups: { hit: 1, miss: 2, stale: 0, early: 0, coalesced: 0 } },
      // 20 + 20 + 3 ms on four cores in 200 ms.
      ...{ cpu: 43 / 800, entries: 2, alive: 2, inFlight: 0, queueFull: 0, restarts: 0 },
    });
    clock.advance(300);
    expect(pool.sample()).toMatchObject({ offered: 0, fills: 0, cpu: 0 });
  });

  it('restarts the first ceil(share · n) of its instances, or one of them', () => {
    const { clock, pool } = poolOf(30);
    pool.restart(0.1);
    expect(pool.sample()).toMatchObject({ restarts: 3, alive: 27 });
    pool.restart(0.11, 3);
    expect(pool.sample().alive).toBe(26);
    expect(pool.instances.findIndex(each => each.alive)).toBe(4);
    clock.advance(1000);
    expect(pool.sample().alive).toBe(30);
  });

  it('loses an instance at once to settings whose entries do not fit into its memory', () => {
    const { clock, pool } = poolOf(1, named(), { memoryBytes: 10_000 });
    const [instance] = pool.instances as [Instance];
    for (const user of [1, 2, 3]) read(instance, user);
    clock.run();
    const held = read(instance, 4);
    pool.configure([named({ entrySizeBytes: 4096 })]);
    expect([instance.alive, held.failure]).toEqual([false, 'reset']);
    clock.run();
    expect([instance.alive, instance.tier.cache.size]).toEqual([true, 0]);
  });

  it('moves to a shared cache and back with the scope, and flushes both', () => {
    const { clock, pool } = poolOf(2);
    const [first, second] = pool.instances as [Instance, Instance];
    read(first, 1);
    clock.run();
    pool.configure([named({ scope: 'pool' }), named({ scope: 'pool' })]);
    expect(first.tier).toBe(second.tier);
    read(first, 1);
    clock.run();
    read(second, 1);
    clock.run();
    expect([second.counts.hit, pool.activations().scope]).toEqual([1, 1]);
    pool.configure([named(), named()]);
    expect(first.tier.cache.size).toBe(1);
    pool.flush();
    expect(pool.sample().entries).toBe(0);
  });

  it('counts as reset who waited on another instance for a read that died there', () => {
    const { pool } = poolOf(2, named({ scope: 'pool' }));
    const [first, second] = pool.instances as [Instance, Instance];
    read(first, 1);
    const follower = read(second, 1);
    first.restart();
    expect(follower.failure).toBe('reset');
    expect([second.counts.reset, second.counts.directoryFailed]).toEqual([1, 0]);
  });

  it('samples what it holds: now, at the fullest moment, and in its caches', () => {
    const { clock, pool } = poolOf(2, named(), { memoryBytes: 100_000, requestSizeBytes: 1000, cores: 2 });
    const [first, second] = pool.instances as [Instance, Instance];
    expect(pool.sample()).toEqual({
      ...{ cpu: 0, memory: 0, longestQueue: 0, queued: 0, inFlight: 0, offered: 0, fills: 0, evictions: 0 },
      ...{
        queueFull: 0,
        restarts: 0,
        entries: 0,
        bytes: 0,
        alive: 2,
        inService: 2,
        throttled: 0,
        unwanted: 0,
        contention: 0,
        warming: 0,
        shed: 0,
        lookupsByEntry: {},
      },
      ...{ connections: 0, connectionQueue: 0, connectionsOpened: 0, noConnection: 0 },
      lookups: { hit: 0, stale: 0, early: 0, coalesced: 0, miss: 0 },
    });
    for (const user of [1, 2, 3, 4, 5]) read(first, user);
    read(second, 6);
    expect(pool.sample()).toMatchObject({ inFlight: 6, queued: 3, longestQueue: 3, memory: 0.05, cpu: 0 });
    clock.advance(40);
    // Two of five are done, and each has left an entry.
    expect(pool.sample()).toMatchObject({ inFlight: 3, queued: 1, longestQueue: 3, entries: 3, bytes: 3 * 2048 });
    clock.run();
    pool.sample();
    expect(pool.sample()).toMatchObject({ inFlight: 0, queued: 0, longestQueue: 0, memory: (5 * 2048) / 100_000 });
  });

  it('counts what happened since the sample before, of each kind', () => {
    const settings = named({
      ...{ capacity: { entries: 2 }, ttlMs: 100, staleWhileRevalidateMs: 1000, refreshAheadBeta: 1e-6 },
    });
    const { clock, pool } = poolOf(1, settings, { queue: 3 });
    const [instance] = pool.instances as [Instance];
    const round = () => {
      for (const user of [1, 1, 2, 3, 3, 4, 5]) read(instance, user);
      clock.advance(clock.now() + 90);
      read(instance, 3);
      clock.advance(clock.now() + 100);
      read(instance, 3);
      clock.advance(clock.now() + 90);
      instance.restart();
      clock.advance(clock.now() + 2000);
      return pool.sample();
    };
    const expected = {
      ...{ offered: 9, queueFull: 2, fills: 4, evictions: 1, restarts: 1, entries: 0 },
      lookups: { hit: 1, stale: 1, early: 0, coalesced: 2, miss: 3 },
    };
    expect(round()).toMatchObject(expected);
    expect(round()).toMatchObject(expected);
  });

  it('counts early answers by the interval, and however short that is', () => {
    const { clock, pool } = poolOf(1, named({ ttlMs: 1e6, refreshAheadBeta: 1e9 }), { cores: 1 });
    const [instance] = pool.instances as [Instance];
    read(instance, 1);
    clock.run();
    for (let i = 0; i < 2; i++) {
      pool.sample();
      read(instance, 1);
      clock.advance(clock.now() + 0.5);
      expect(pool.sample()).toMatchObject({ cpu: 1, lookups: { hit: 0, early: 1, miss: 0 } });
      clock.run();
    }
  });

  it('has a name, its caches and the settings of each instance', () => {
    const { pool } = poolOf(2);
    expect(pool.name).toBe('primary');
    expect(pool.instances.map(({ index }) => index)).toEqual([0, 1]);
    const shared = { ...named({ scope: 'pool' }), name: 'shared' };
    pool.configure([null, shared]);
    expect(pool.deployed.map(({ name }) => name)).toEqual(['test', 'shared']);
    expect(pool.caches()).toHaveLength(3);
    expect(pool.caches()[2]).toBe(pool.instances[1]?.tier.cache);
  });

  it('restarts all of its instances unless it is told a share', () => {
    const { pool } = poolOf(3);
    pool.restart();
    expect(pool.sample().alive).toBe(0);
  });

  it('is warm with what it is given and nothing else', () => {
    const { pool } = poolOf(1);
    for (const user of [0, 1, 2]) pool.warm(0, user, { user }, 0);
    expect([0, 1, 2, 3].map(user => pool.instances[0]?.tier.cache.lookup(user, 0))).toEqual([
      'hit',
      'hit',
      'hit',
      'miss',
    ]);
    expect(pool.instances[0]?.tier.cache.size).toBe(3);
    // Nobody waited for the fill.
    pool.instances[0]?.tier.cache.lookup(2, 0);
    expect(pool.instances[0]?.tier.cache.found?.filledInMs).toBe(0);
  });

  it('spreads ttls in each cache apart: by seed, pool and instance', () => {
    const expiries = (name: string, seed: number): (number | undefined)[] => {
      const clock = new VirtualClock();
      const directory = new DirectoryModel(clock, DIRECTORY, { read: () => ({}), execute: () => null }, 1);
      const settings = named({ ttlMs: 1000, ttlJitter: 0.5 });
      const pool = new Pool({ name, instances: 2, instance: INSTANCE, cost: COST }, clock, directory, settings, seed);
      return pool.caches().map(cache => {
        cache.store(1, {}, 0, 0);
        cache.lookup(1, 0);
        return cache.found?.expiresAt;
      });
    };
    const all = [...expiries('primary', 1), ...expiries('primary', 2), ...expiries('alternate', 1)];
    expect(new Set(all).size).toBe(6);
    expect(all[0]?.toFixed(3)).toBe('1041.522');
  });
});
