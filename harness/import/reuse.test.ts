import { describe, expect, test } from 'vitest';
import { mix, RandomStream } from '../../mock-service/time/random.ts';
import { zipfSampler } from '../../scenarios/lib/traffic.ts';
import { hitRatioAt } from './replayed-hits.ts';
import { Reuse, type ReuseLimits } from './reuse.ts';
import { Lru, ttlHits } from './test-caches.ts';

interface Access {
  readonly key: number;
  readonly atMs: number;
}

/** Keys by Zipf's law, and now and then a walk through others that nobody asks for again. */
function accesses(count: number, keys: number, zipf: number): Access[] {
  const random = new RandomStream(7);
  const rank = zipfSampler(keys, zipf);
  let atMs = 0;
  return Array.from({ length: count }, (_, i) => {
    atMs += Math.floor(-20 * Math.log(random.next()));
    return { key: i % 11 === 0 ? keys + i : rank(() => random.next()), atMs };
  });
}

function counted(all: readonly Access[], limits?: ReuseLimits) {
  const reuse = new Reuse(1, false, limits);
  for (const { key, atMs } of all) reuse.lookup(0, mix(1, key) >>> 0, mix(2, key) >>> 0, atMs, 0);
  return reuse.result();
}

describe('a log of known reuse', () => {
  const all = accesses(60_000, 5000, 0.9);
  const exact = counted(all);

  test.each([1, 10, 100, 1000, 4000])('an LRU cache of %i entries hits exactly so often', entries => {
    const cache = new Lru(entries);
    const hits = all.filter(({ key }) => cache.asks(key)).length;
    expect(hitRatioAt(exact.bySize, entries)).toBeCloseTo(hits / all.length, 5);
  });

  test.each([1, 10, 60, 600])('a ttl of %i s hits exactly so often, but for steps of 10 ms', ttlS => {
    const hits = ttlHits(all, ttlS * 1000);
    expect(Math.abs(hitRatioAt(exact.byTtl, ttlS) - hits / all.length)).toBeLessThan(0.001);
  });

  test('it is exact, and says so', () => {
    expect(exact.method).toEqual({ kind: 'exact', sampleRate: 1, followed: new Set(all.map(({ key }) => key)).size });
    expect(exact.keys).toBe(exact.method.followed);
  });

  test('a sample of the keys comes within 0.02 of it at every size and ttl', () => {
    const sampled = counted(all, { mostKeys: 4000, manyLookups: 30_000, sampleKeys: 1500, pinnedKeys: 200 });
    expect(sampled.method.kind).toBe('sampled');
    expect(sampled.method.followed).toBeLessThanOrEqual(1500);
    expect(Math.abs(sampled.keys / exact.keys - 1)).toBeLessThan(0.1);
    for (const [i, size] of exact.bySize.at.entries())
      expect(Math.abs(hitRatioAt(sampled.bySize, size) - (exact.bySize.hitRatio[i] as number))).toBeLessThan(0.02);
    for (const [i, ttl] of exact.byTtl.at.entries())
      expect(Math.abs(hitRatioAt(sampled.byTtl, ttl) - (exact.byTtl.hitRatio[i] as number))).toBeLessThan(0.02);
  });
});

test('bytes: an LRU cache of so many, whose entries keep their sizes, hits exactly so often', () => {
  const all = accesses(20_000, 800, 0.8);
  const sizeOf = (key: number): number => 100 + ((mix(3, key) >>> 0) % 5000);
  const reuse = new Reuse(1, true);
  for (const { key, atMs } of all) reuse.lookup(0, mix(1, key) >>> 0, mix(2, key) >>> 0, atMs, sizeOf(key));
  const curve = reuse.result().byBytes as NonNullable<ReturnType<Reuse['result']>['byBytes']>;
  for (const bytes of [8192, 65_536, 1_048_576]) {
    const cache = new Lru(bytes, sizeOf);
    let [hits, hitBytes, allBytes] = [0, 0, 0];
    for (const { key } of all) {
      allBytes += sizeOf(key);
      if (!cache.asks(key)) continue;
      hits++;
      hitBytes += sizeOf(key);
    }
    expect(hitRatioAt(curve, bytes)).toBeCloseTo(hits / all.length, 5);
    expect(hitRatioAt({ at: curve.at, hitRatio: curve.byteHitRatio }, bytes)).toBeCloseTo(hitBytes / allBytes, 5);
  }
});

test('what is written is looked up anew', () => {
  const reuse = new Reuse(2, false);
  reuse.lookup(0, 1, 1, 0, 0);
  reuse.lookup(1, 2, 2, 10, 0);
  reuse.remove(1, 1);
  reuse.remove(9, 9);
  reuse.lookup(0, 1, 1, 20, 0);
  reuse.lookup(0, 1, 1, 30, 0);
  const { removed, lookups, keys, bySize, kinds } = reuse.result();
  expect({ removed, lookups, keys: kinds.map(kind => kind.keys) }).toEqual({ removed: 1, lookups: 4, keys: [1, 1] });
  expect(keys).toBe(2);
  expect(hitRatioAt(bySize, 1)).toBe(0.25);
  expect(kinds[0]?.bySize[0]).toBeCloseTo(1 / 3);
});
