import { describe, expect, it } from 'vitest';
import type { CacheSettings } from '../settings/cache-settings.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { DirectoryModel } from './directory.ts';
import type { Instance } from './instance.ts';
import { KeySpaces } from './key-spaces.ts';
import { Pool } from './pool.ts';
import { SETTINGS } from './test-settings.ts';
import { testWork } from './test-work.ts';
import type { Work } from './work.ts';

const KINDS = new KeySpaces([
  { name: 'low', first: 0, count: 100, sizeBytes: null },
  { name: 'high', first: 100, count: 100, sizeBytes: null },
]);

/** One instance with one core: a hit costs 3 ms, a miss 20, a write 30; costs 1 are a tenth of these. The directory answers in 5 ms. */
class Bench {
  readonly clock = new VirtualClock();
  readonly directory: DirectoryModel;
  readonly pool: Pool;
  /** `result@ms`, or the failure instead of the result. */
  readonly outcomes: string[] = [];

  constructor(settings: Partial<CacheSettings> = {}, expired: 'serve' | 'skip' = 'serve', errors = 0) {
    const store = { read: (key: number) => (key === 66 ? null : `r${key}`), execute: () => 'written' };
    const directory = { latency: { fixed: 5 }, concurrency: 10, timeoutMs: 1000, errors, unknownUsers: 0 };
    this.directory = new DirectoryModel(this.clock, directory, store, 1);
    const memory = { memoryBytes: 1e9, requestSizeBytes: 1000, baseMemoryBytes: 0, gc: 0 };
    this.pool = new Pool(
      {
        ...{ name: 'primary', instances: 1, entries: KINDS },
        instance: { cores: 1, queue: 10, expired, restartAfterMs: 1000, ...memory },
        cost: { hit: { fixed: 3 }, miss: { fixed: 20 }, write: { fixed: 30 } },
        otherCosts: [{ name: 'cheap', cost: { hit: { fixed: 0.3 }, miss: { fixed: 2 }, write: { fixed: 3 } } }],
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

  send(work: Partial<Work>): Work {
    const sent = testWork({
      key: 1,
      ...work,
      finished: (result, failure, now) => {
        this.outcomes.push(`${failure ?? result}@${Number(now.toFixed(6))}`);
      },
    });
    this.instance.submit(sent);
    return sent;
  }

  run(): void {
    this.clock.run();
  }
}

describe('a request that reads several keys', () => {
  it('reads them one after another: each miss goes to the directory and costs a miss', () => {
    const bench = new Bench();
    bench.send({ key: 1, more: [2] });
    bench.run();
    expect(bench.outcomes).toEqual(['r2@50']);
    expect(bench.instance.counts).toMatchObject({ admitted: 1, miss: 2 });
  });

  it('or all at once: the directory answers side by side, the core works one after another', () => {
    const bench = new Bench();
    bench.send({ key: 1, more: [2, 3], together: true });
    bench.run();
    expect(bench.outcomes).toEqual(['r3@65']);
  });

  it('costs one hit if the cache has them all, and only the misses if it has some', () => {
    const bench = new Bench();
    bench.send({ key: 1 });
    bench.run();
    bench.send({ key: 1, more: [2] });
    bench.run();
    bench.send({ key: 1, more: [2] });
    bench.send({ key: 2, more: [1], together: true });
    bench.run();
    expect(bench.outcomes).toEqual(['r1@25', 'r2@50', 'r2@53', 'r1@56']);
  });

  it('waits with others for a read that is under way, and then costs a hit', () => {
    const bench = new Bench();
    bench.send({ key: 1 });
    bench.send({ key: 1, more: [1] });
    bench.run();
    expect(bench.outcomes).toEqual(['r1@25', 'r1@28']);
    expect(bench.instance.counts).toMatchObject({ coalesced: 1, hit: 1, miss: 1 });
  });

  it('finds nothing if one of them finds nothing', () => {
    const bench = new Bench();
    bench.send({ key: 66, more: [2] });
    bench.send({ key: 2, more: [66], together: true });
    bench.run();
    expect(bench.outcomes.map(each => each.split('@')[0])).toEqual(['null', 'null']);
  });

  it('fails once, with the first of them that fails; what it reads meanwhile is kept', () => {
    const bench = new Bench({}, 'serve', 1);
    bench.send({ key: 1, more: [2, 3], together: true });
    bench.send({ key: 4, more: [5] });
    bench.run();
    expect(bench.outcomes).toEqual(['directory@5', 'directory@5']);
    expect(bench.directory.reads).toBe(4);
    expect([bench.instance.held, bench.instance.counts.directoryFailed]).toEqual([0, 2]);
  });

  it('is held once, and reset once when the instance dies', () => {
    const bench = new Bench();
    bench.send({ key: 1, more: [2, 3], together: true });
    expect(bench.instance.held).toBe(1);
    bench.instance.restart();
    bench.run();
    expect(bench.outcomes).toEqual(['reset@0']);
    bench.send({ key: 1, more: [2] });
    bench.run();
    expect(bench.outcomes).toEqual(['reset@0', 'r2@1050']);
  });

  it('is dropped whole where work for callers who have gone is skipped', () => {
    const bench = new Bench({}, 'skip');
    const work = bench.send({ key: 1, more: [2] });
    bench.clock.advance(4);
    work.left = true;
    bench.run();
    expect(bench.outcomes).toEqual(['null@5']);
    expect(bench.directory.reads).toBe(1);
    expect([bench.instance.held, bench.instance.counts.dropped]).toEqual([0, 1]);
  });

  it('is served stale records of the keys that fail', () => {
    const bench = new Bench({ ttlMs: 10, staleIfErrorMs: 10_000 });
    bench.send({ key: 1, more: [2] });
    bench.run();
    bench.directory.degrade({ latencyFactor: 1, latencyAddMs: 0, concurrency: 1, errors: 1 });
    bench.clock.advance(1000);
    bench.send({ key: 1, more: [2], together: true });
    bench.run();
    expect(bench.outcomes).toEqual(['r2@50', 'r2@1008']);
  });
});

describe('other work', () => {
  it('past the cache goes to the directory each time, and leaves the cache alone', () => {
    const bench = new Bench();
    bench.send({ key: 1 });
    bench.run();
    bench.send({ key: 1, kind: 'uncached' });
    bench.send({ key: 1, kind: 'uncached', command: {} });
    bench.run();
    bench.send({ key: 1 });
    bench.run();
    expect(bench.outcomes).toEqual(['r1@25', 'r1@50', 'written@80', 'r1@83']);
    expect(bench.instance.counts).toMatchObject({ hit: 1, miss: 1 });
  });

  it('that writes removes the entries of all its keys', () => {
    const bench = new Bench();
    for (const key of [1, 2, 3]) bench.send({ key });
    bench.run();
    bench.send({ key: 1, more: [2], kind: 'write', command: {} });
    bench.run();
    for (const key of [1, 2, 3]) bench.send({ key });
    bench.run();
    expect(bench.instance.counts).toMatchObject({ hit: 1, miss: 5 });
  });

  it('has the costs that it names, its background reads too', () => {
    const bench = new Bench({ ttlMs: 100, staleWhileRevalidateMs: 1000 });
    bench.send({ costs: 1 });
    bench.run();
    bench.send({ costs: 1 });
    bench.run();
    expect(bench.outcomes).toEqual(['r1@7', 'r1@7.3']);
    bench.clock.advance(500);
    bench.send({ costs: 1 });
    bench.run();
    expect(bench.instance.counts.stale).toBe(1);
    expect(bench.clock.now()).toBeCloseTo(507);
  });

  it('counts lookups by kind of entry', () => {
    const bench = new Bench();
    bench.send({ key: 1, more: [150] });
    bench.run();
    bench.send({ key: 150, more: [199], together: true });
    bench.run();
    const none = { stale: 0, early: 0, coalesced: 0 };
    expect(bench.pool.sample().lookupsByEntry).toEqual({
      low: { hit: 0, miss: 1, ...none },
      high: { hit: 1, miss: 2, ...none },
    });
    expect(bench.pool.sample().lookupsByEntry.high).toEqual({ hit: 0, miss: 0, ...none });
  });
});
