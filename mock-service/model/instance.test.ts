import { describe, expect, it } from 'vitest';
import type { Instance } from './instance.ts';
import { Bench } from './test-bench.ts';
import type { Work } from './work.ts';

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

  it('is not late while a follower waits: what the leader left behind is stored, unless the followers have gone too', () => {
    for (const [gone, stored] of [
      [[0], 1],
      [[0, 1], 1],
      [[0, 1, 2], 0],
      [[1, 2], 1],
    ] as const) {
      const bench = new Bench({ keepLateResults: false });
      const works = [bench.send(1), bench.send(1), bench.send(1)];
      for (const index of gone) (works[index] as Work).left = true;
      bench.clock.run();
      expect(bench.instance.tier.cache.size).toBe(stored);
      expect(bench.pool.activations().keepLateResults).toBe(1 - stored);
    }
  });

  it('nobody waits on an instance that has died for a read of another', () => {
    const bench = new Bench({ keepLateResults: false, scope: 'pool' }, {}, {}, 2);
    const [reader, other] = bench.pool.instances as [Instance, Instance];
    bench.send(1, 'read', reader).left = true;
    bench.send(1, 'read', other);
    other.restart();
    bench.clock.run();
    expect(reader.tier.cache.size).toBe(0);
  });

  it('skips a read whose followers have left like its leader (expired: skip), and each is dropped', () => {
    const bench = new Bench({}, { expired: 'skip' });
    bench.send(1);
    for (const work of [bench.send(2), bench.send(2)]) work.left = true;
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '2@25', '2@25']);
    expect(bench.instance.counts.dropped).toBe(2);
    expect(bench.instance.held).toBe(0);
  });

  it('who died with an instance is not dropped by another', () => {
    const bench = new Bench({ scope: 'pool' }, { expired: 'skip' }, {}, 2);
    const [reader, other] = bench.pool.instances as [Instance, Instance];
    bench.send(1, 'read', reader);
    bench.send(2, 'read', reader).left = true;
    bench.send(2, 'read', other);
    other.restart();
    bench.clock.run();
    expect([reader.counts.dropped, other.counts.dropped, other.counts.reset]).toEqual([1, 0, 1]);
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
    bench.send(1, 'read', bench.other(1));
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '1@28']);
    expect(bench.directory.reads).toBe(1);
  });

  it('fails followers on other instances when the leader of a shared read dies', () => {
    const bench = new Bench({ scope: 'pool' }, {}, {}, 2);
    bench.send(1);
    bench.send(1, 'read', bench.other(1));
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

  it('gives the record that it read or had, and what a command returned', () => {
    const bench = new Bench({ ttlMs: 100, staleIfErrorMs: 1000 });
    for (const kind of ['read', 'read', 'read', 'plain', 'write', 'plain'] as const) bench.send(1, kind);
    bench.clock.run();
    bench.send(1);
    bench.clock.run();
    bench.clock.advance(500);
    bench.directory.degrade({ latencyFactor: 1, latencyAddMs: 0, concurrency: 1, errors: 1 });
    bench.send(1);
    bench.clock.run();
    const record = { user: 1 };
    expect(bench.results).toEqual([null, null, record, 'written', record, record, record, record]);
  });

  it('gives the record of its cache for a hit, and nothing for what asks for nobody', () => {
    const bench = new Bench();
    for (const kind of ['read', 'read', 'plain'] as const) {
      bench.send(1, kind);
      bench.clock.run();
    }
    expect(bench.results).toEqual([{ user: 1 }, { user: 1 }, null]);
  });

  it('answers a plain request for the price of a hit, and looks nobody up', () => {
    const bench = new Bench();
    bench.send(1, 'plain');
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@3']);
    expect(bench.instance.counts).toMatchObject({ admitted: 1, hit: 0, miss: 0 });
  });

  it('needs no core for what costs nothing', () => {
    const bench = new Bench({}, {}, {}, 1, { hit: { fixed: 0 } });
    bench.send(2);
    bench.clock.advance(6);
    bench.send(1, 'plain');
    expect(bench.outcomes).toEqual(['1@6']);
  });

  it('takes any time, however short, from a core', () => {
    const bench = new Bench({}, {}, {}, 1, { hit: { fixed: 0.5 } });
    bench.send(1, 'plain');
    bench.send(1, 'plain');
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@0.5', '1@1']);
  });

  it('counts how its requests ended and how its lookups went, each once', () => {
    const bench = new Bench({}, { queue: 2 });
    for (const user of [1, 1, 2, 3]) bench.send(user);
    bench.clock.run();
    bench.send(1);
    bench.clock.run();
    bench.directory.degrade({ latencyFactor: 1, latencyAddMs: 0, concurrency: 1, errors: 1 });
    bench.send(4);
    bench.clock.run();
    expect(bench.instance.counts).toEqual({
      ...{ admitted: 5, queueFull: 1, directoryFailed: 1, reset: 0, dropped: 0, restarts: 0 },
      ...{ hit: 1, stale: 0, early: 0, coalesced: 1, miss: 3 },
      ...{ workMs: 46, unwantedMs: 0 },
      contendedMs: 0,
      warmingMs: 0,
      shed: 0,
    });
    expect(bench.pool.activations()).toMatchObject({ coalesce: 1, scope: 0, keepLateResults: 0 });
  });

  it('remembers how long a fill took from its miss, in the background too', () => {
    const bench = new Bench({ ttlMs: 100, staleWhileRevalidateMs: 1000 });
    bench.clock.advance(7);
    bench.send(1);
    bench.clock.advance(200);
    bench.send(1);
    expect(bench.instance.tier.cache.found?.filledInMs).toBe(25);
    bench.directory.degrade({ latencyFactor: 2, latencyAddMs: 0, concurrency: 1, errors: 0 });
    bench.clock.advance(1000);
    // Expired since, so its read was in the background: 3 ms of the stale answer went before it on the core.
    bench.send(1);
    expect(bench.instance.tier.cache.found?.filledInMs).toBe(25);
  });

  it('refreshes as often as it serves stale without coalescing', () => {
    const bench = new Bench({ ttlMs: 100, staleWhileRevalidateMs: 1000, coalesce: false });
    bench.send(1);
    bench.clock.advance(200);
    bench.send(1);
    bench.send(1);
    bench.clock.run();
    expect(bench.directory.reads).toBe(3);
  });

  it('holds a request until its work ends, whatever the background does', () => {
    const bench = new Bench({ ttlMs: 100, staleWhileRevalidateMs: 1000 }, { cores: 10 });
    for (const user of [1, 2, 3]) bench.send(user);
    bench.clock.advance(200);
    bench.send(1);
    bench.clock.advance(210);
    bench.directory.degrade({ latencyFactor: 100, latencyAddMs: 0, concurrency: 1, errors: 0 });
    bench.send(4);
    expect([bench.instance.held, bench.instance.queued]).toEqual([1, 0]);
    bench.clock.advance(400);
    expect([bench.instance.held, bench.outcomes.length]).toEqual([1, 4]);
    bench.clock.run();
    expect([bench.instance.held, bench.outcomes.length]).toEqual([0, 5]);
  });

  it('answers followers in the order in which they came, those of one read only', () => {
    const bench = new Bench();
    const order: number[] = [];
    const follow = (number: number): void => {
      const work = bench.send(1);
      work.finished = () => order.push(number);
    };
    for (const number of [1, 2, 3]) follow(number);
    bench.clock.run();
    bench.send(2);
    bench.clock.run();
    expect(order).toEqual([1, 2, 3]);
    expect(bench.outcomes.map(outcome => outcome[0])).toEqual(['2']);
  });

  it('stores nothing of what it skipped, and reads the user again for the next', () => {
    const bench = new Bench({}, { expired: 'skip' });
    bench.send(1);
    bench.send(2).left = true;
    bench.clock.run();
    expect([bench.instance.tier.cache.size, bench.outcomes]).toEqual([1, ['1@25', '2@25']]);
    bench.send(2);
    bench.clock.run();
    expect(bench.outcomes.at(-1)).toBe('2@50');
  });

  it('fails a write that fails, though the user’s entry could stand in for a read', () => {
    const bench = new Bench({ staleIfErrorMs: 10_000 });
    bench.send(1);
    bench.clock.run();
    bench.directory.degrade({ latencyFactor: 1, latencyAddMs: 0, concurrency: 1, errors: 1 });
    bench.send(1, 'write');
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '1@30 directory']);
  });

  it('counts hits of a cache that it shares', () => {
    const bench = new Bench({ scope: 'pool' });
    bench.send(1);
    bench.clock.run();
    bench.send(1);
    bench.clock.run();
    expect(bench.pool.activations().scope).toBe(1);
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
