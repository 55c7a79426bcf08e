import { describe, expect, it } from 'vitest';
import type { CacheSettings, NamedCacheSettings } from '../settings/cache-settings.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { DirectoryModel } from './directory.ts';
import type { Instance, InstanceConfig } from './instance.ts';
import { Pool } from './pool.ts';
import { SETTINGS } from './test-settings.ts';
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

function named(changes: Partial<CacheSettings> = {}): NamedCacheSettings {
  return { name: 'test', fingerprint: '0', settings: { ...SETTINGS, ...changes } };
}

function poolOf(instances: number, settings = named(), config: Partial<InstanceConfig> = {}) {
  const clock = new VirtualClock();
  const store = { read: (user: number) => ({ user }), execute: () => 'written' };
  const directory = new DirectoryModel(clock, DIRECTORY, store, 1);
  const cost = { hit: { fixed: 3 }, miss: { fixed: 20 }, write: { fixed: 30 } };
  const model = { name: 'primary', instances, instance: { ...INSTANCE, ...config }, cost };
  return { clock, pool: new Pool(model, clock, directory, settings, 1) };
}

/** @returns what became of it, when it is over */
function read(instance: Instance, user: number): { failure: WorkFailure | null | undefined } {
  const outcome: { failure: WorkFailure | null | undefined } = { failure: undefined };
  instance.submit({
    ...{ user, kind: 'read', command: null, left: false },
    finished: (_result, failure) => {
      outcome.failure = failure;
    },
  });
  return outcome;
}

describe('Pool', () => {
  it('is warm with users where they are served, of every age, up to the capacity', () => {
    const { clock, pool } = poolOf(2, named({ capacity: { entries: 400 }, ttlMs: 1000 }));
    pool.warm(
      1000,
      user => user % 2,
      user => ({ user }),
      user => (user % 100) / 100,
    );
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

  it('restarts the first ceil(share · n) of its instances', () => {
    const { clock, pool } = poolOf(30);
    pool.restart(0.1);
    expect(pool.sample()).toMatchObject({ restarts: 3, alive: 27 });
    pool.restart(0.11);
    expect(pool.sample().alive).toBe(26);
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
});
