import { describe, expect, it } from 'vitest';
import type { CacheSettings } from '../settings/cache-settings.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { DirectoryModel, type DirectoryModelConfig } from './directory.ts';
import type { Instance, InstanceConfig } from './instance.ts';
import { Pool } from './pool.ts';
import { SETTINGS } from './test-settings.ts';
import type { Work, WorkFailure } from './work.ts';

const INSTANCE: InstanceConfig = {
  cores: 1,
  memoryBytes: 1e9,
  queue: 10,
  expired: 'serve',
  restartAfterMs: 1000,
  requestSizeBytes: 1000,
  baseMemoryBytes: 0,
  gc: 0,
};
const DIRECTORY: DirectoryModelConfig = {
  latency: { fixed: 5 },
  concurrency: 10,
  timeoutMs: 1000,
  errors: 0,
  unknownUsers: 0,
};

/** A pool in which a hit costs 3 ms, a miss 20 ms and a write 30 ms of CPU; the directory answers in 5 ms. */
class Bench {
  readonly clock = new VirtualClock();
  readonly directory: DirectoryModel;
  readonly pool: Pool;
  /** Each outcome as `user@ms` or `user@ms failure`, in order. */
  readonly outcomes: string[] = [];
  readonly works: Work[] = [];

  constructor(
    settings: Partial<CacheSettings> = {},
    instance: Partial<InstanceConfig> = {},
    directory: Partial<DirectoryModelConfig> = {},
    instances = 1,
  ) {
    const store = { read: (user: number) => ({ user }), execute: () => 'written' };
    this.directory = new DirectoryModel(this.clock, { ...DIRECTORY, ...directory }, store, 1);
    this.pool = new Pool(
      {
        name: 'primary',
        instances,
        instance: { ...INSTANCE, ...instance },
        cost: { hit: { fixed: 3 }, miss: { fixed: 20 }, write: { fixed: 30 } },
      },
      this.clock,
      this.directory,
      { name: 'test', fingerprint: '0', settings: { ...SETTINGS, ...settings } },
      1,
    );
  }

  get instance(): Instance {
    return this.pool.instances[0] as Instance;
  }

  send(user: number, kind: Work['kind'] = 'read', instance = this.instance): Work {
    const { outcomes } = this;
    const work: Work = {
      user,
      kind,
      command: kind === 'write' ? {} : null,
      left: false,
      finished(_result: unknown, failure: WorkFailure | null, now: number) {
        outcomes.push(`${user}@${now}${failure === null ? '' : ` ${failure}`}`);
      },
    };
    instance.submit(work);
    return work;
  }
}

describe('Instance', () => {
  it('serves a miss in directory time plus miss cost, then hits at hit cost', () => {
    const bench = new Bench();
    bench.send(1);
    bench.clock.run();
    bench.send(1);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '1@28']);
    expect(bench.instance.counts).toMatchObject({ miss: 1, hit: 1, coalesced: 0 });
  });

  it('joins reads of one user: followers wait for the store, then pay the hit cost', () => {
    const bench = new Bench();
    for (let i = 0; i < 3; i++) bench.send(1);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '1@28', '1@31']);
    expect(bench.directory.reads).toBe(1);
  });

  it('reads as often as it misses without coalescing', () => {
    const bench = new Bench({ coalesce: false });
    for (let i = 0; i < 3; i++) bench.send(1);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '1@45', '1@65']);
    expect(bench.directory.reads).toBe(3);
  });

  it('queues first come first served before its cores, in the order of readiness', () => {
    const bench = new Bench({}, { cores: 2 });
    for (const user of [1, 2, 3, 4]) bench.send(user);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '2@25', '3@45', '4@45']);
  });

  it('refuses what is beyond its queue and cores, counting those who wait for the directory', () => {
    const bench = new Bench({}, { queue: 2 });
    for (const user of [1, 2, 3, 4]) bench.send(user);
    expect(bench.outcomes).toEqual(['4@0 queue-full']);
  });

  it('sends a write to the directory, pays for it, and forgets the user', () => {
    const bench = new Bench();
    bench.send(1);
    bench.clock.run();
    bench.send(1, 'write');
    bench.clock.run();
    bench.send(1);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '1@60', '1@85']);
    expect(bench.instance.counts.miss).toBe(2);
  });

  it('does not store what a read brings that began before a write of its user was done', () => {
    const bench = new Bench({}, { cores: 2 });
    bench.send(1, 'write');
    bench.clock.advance(20);
    bench.send(1);
    bench.clock.run();
    bench.send(1);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@35', '1@45', '1@70']);
  });

  it('works on for callers who left, and keeps the result', () => {
    const bench = new Bench();
    bench.send(1).left = true;
    bench.clock.run();
    expect(bench.instance.tier.cache.size).toBe(1);
    expect(bench.pool.activations().keepLateResults).toBe(1);
  });

  it('drops late results when told to', () => {
    const bench = new Bench({ keepLateResults: false });
    bench.send(1).left = true;
    bench.clock.run();
    expect(bench.instance.tier.cache.size).toBe(0);
  });

  it('skips the work of callers who left before a core was free (expired: skip), unless others wait for it', () => {
    const bench = new Bench({}, { expired: 'skip' });
    bench.send(1);
    bench.send(2).left = true;
    bench.send(3).left = true;
    bench.send(3);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '2@25', '3@45', '3@48']);
    expect(bench.instance.counts.dropped).toBe(1);
  });

  it('dies when memory is full: what it holds is reset, it refuses, and comes back cold', () => {
    const bench = new Bench({}, { memoryBytes: 3 * 1000 + 2048 + 1 });
    bench.send(1);
    bench.clock.run();
    for (const user of [1, 2, 3]) bench.send(user);
    bench.clock.advance(26);
    bench.send(4);
    bench.send(5);
    expect(bench.outcomes.slice(1)).toEqual(['1@26 reset', '2@26 reset', '3@26 reset', '4@26 reset', '5@26 refused']);
    bench.clock.advance(1100);
    bench.send(1);
    bench.clock.run();
    expect(bench.outcomes.at(-1)).toBe('1@1125');
    expect(bench.instance.counts.restarts).toBe(1);
  });

  it('fails the leader and its followers when the directory fails', () => {
    const bench = new Bench({}, {}, { errors: 1 });
    bench.send(1);
    bench.send(1);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@5 directory', '1@5 directory']);
  });

  it('serves stale instead of an error', () => {
    const bench = new Bench({ ttlMs: 100, staleIfErrorMs: 10_000 });
    bench.send(1);
    bench.clock.run();
    bench.directory.degrade({ latencyFactor: 1, latencyAddMs: 0, concurrency: 1, errors: 1 });
    bench.clock.advance(200);
    bench.send(1);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '1@208']);
  });

  it('serves stale while one read refreshes the entry in the background', () => {
    const bench = new Bench({ ttlMs: 100, staleWhileRevalidateMs: 1000 });
    bench.send(1);
    bench.clock.advance(200);
    bench.send(1);
    bench.send(1);
    bench.clock.advance(300);
    expect(bench.outcomes).toEqual(['1@25', '1@203', '1@206']);
    expect(bench.directory.reads).toBe(2);
    expect(bench.instance.counts).toMatchObject({ miss: 1, stale: 2 });
  });

  it('shares one cache in a pool with scope: pool, and one read over all instances', () => {
    const bench = new Bench({ scope: 'pool' }, {}, {}, 2);
    bench.send(1);
    bench.send(1, 'read', bench.pool.instances[1] as Instance);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '1@28']);
    expect(bench.directory.reads).toBe(1);
  });

  it('fails followers on other instances when the leader of a shared read dies', () => {
    const bench = new Bench({ scope: 'pool' }, {}, {}, 2);
    bench.send(1);
    bench.send(1, 'read', bench.pool.instances[1] as Instance);
    bench.instance.restart();
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@0 reset', '1@0 reset']);
  });

  it('runs slower while its CPU is degraded', () => {
    const bench = new Bench();
    bench.pool.degradeCpu(0.5);
    bench.send(1);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@45']);
  });

  it('measures the share of its cores in use', () => {
    const bench = new Bench({}, { cores: 2 });
    bench.pool.sample();
    bench.send(1);
    bench.clock.advance(15);
    expect(bench.pool.sample().cpu).toBeCloseTo(10 / 30, 12);
    bench.clock.advance(115);
    expect(bench.pool.sample().cpu).toBeCloseTo(10 / 200, 12);
  });
});

describe('DirectoryModel', () => {
  it('has `concurrency` slots, first come first served, and times out also those who wait', () => {
    const bench = new Bench(
      {},
      { cores: 100, queue: 1000 },
      { latency: { fixed: 40 }, concurrency: 1, timeoutMs: 100 },
    );
    for (const user of [1, 2, 3, 4]) bench.send(user);
    bench.clock.run();
    expect(bench.outcomes.sort()).toEqual(['1@60', '2@100', '3@100 directory', '4@100 directory']);
  });
});
