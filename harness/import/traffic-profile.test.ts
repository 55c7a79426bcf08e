import { describe, expect, test } from 'vitest';
import { checkCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { zipfSampler } from '../../scenarios/lib/traffic.ts';
import { Census, type CensusResult } from './census.ts';
import { emptyLine } from './formats/log-format.ts';
import { profileHits } from './profile-hits.ts';
import { hitRatioAt } from './replayed-hits.ts';
import { profileOf, type TrafficProfile } from './traffic-profile.ts';

const START = Date.UTC(2026, 5, 1, 9);

/** A shop: products by Zipf's law, some that nobody asks for again, and each user's cart; of `seconds` s. */
function census(lines: number, seconds: number, secret: number): CensusResult {
  const random = new RandomStream(4);
  const next = (): number => random.next();
  const product = zipfSampler(4000, 0.85);
  const counted = new Census({
    ...{ secret: new Uint8Array(16).fill(secret), user: { from: 'user' }, keepsAssets: false },
    routes: [
      { method: 'GET', path: '/products/:id', reads: { entry: 'product', by: 'path.id' }, writes: null },
      { method: 'GET', path: '/cart', reads: { entry: 'cart', by: 'user' }, writes: null },
      { method: 'POST', path: '/cart', reads: null, writes: { entry: 'cart', by: 'user' } },
    ],
  });
  for (let i = 0; i < lines; i++) {
    const kind = next();
    const at = (i / lines) * seconds;
    const id = i % 13 === 0 ? 4000 + i : product(next);
    counted.add({
      ...emptyLine(),
      ...{ atMs: START + Math.floor(at * 1000), user: `u${Math.floor(next() * 900)}`, status: 200 },
      ...(kind < 0.7
        ? { method: 'GET', target: `/products/${id}` }
        : { method: kind < 0.95 ? 'GET' : 'POST', target: '/cart' }),
    });
  }
  return counted.result() as CensusResult;
}

function profile(of: CensusResult, most?: number): TrafficProfile {
  return profileOf(of, 'auto', most) as TrafficProfile;
}

/** Of a cache of so many entries that never expire. */
function hits(of: CensusResult, found: TrafficProfile, entries: number): number {
  const { settings } = checkCacheSettings({ capacity: entries, ttl: 'none' });
  return profileHits(found, of.routes, settings) as number;
}

test('a log that is short enough is replayed whole: users and keys are numbers, and every cache hits as often', () => {
  const all = census(20_000, 1000, 1);
  const found = profile(all);
  expect(found).toMatchObject({ startsAtMs: START, spanS: 1000, sampleRate: 1, users: 900 });
  expect(found.requests.length).toBe(20_000);
  expect([...found.keys.keys()].sort()).toEqual(['cart', 'product']);
  for (const [entry, count] of found.keys) {
    const route = entry === 'product' ? 0 : 1;
    const keys = new Set(found.requests.filter(each => Math.min(each.route, 1) === route).map(({ key }) => key));
    expect([keys.size, Math.max(...keys)]).toEqual([count, count - 1]);
  }
  expect(found.stages.counts.reduce((sum, each) => sum + each, 0)).toBe(20_000);
  expect(found.peakPerSecond).toBeCloseTo(20, 0);
  const { bySize } = all.reuse as NonNullable<CensusResult['reuse']>;
  for (const size of [10, 100, 1000]) expect(hits(all, found, size)).toBeCloseTo(hitRatioAt(bySize, size), 5);
});

describe.each([1, 2, 3, 4, 5, 6])('of a longer one a share of the keys, whichever it is (%i)', secret => {
  const all = census(60_000, 1000, secret);
  const { bySize } = all.reuse as NonNullable<CensusResult['reuse']>;

  test.each([0.25, 0.125])('%f of them: a cache of that share of the size hits within 0.02 as often', rate => {
    const found = profile(all, 60_000 * rate);
    expect(found.sampleRate).toBe(rate);
    expect(Math.abs(found.requests.length / (60_000 * rate) - 1)).toBeLessThan(0.01);
    for (const size of [400, 1200, 4000])
      expect(Math.abs(hits(all, found, size * rate) - hitRatioAt(bySize, size))).toBeLessThan(0.02);
  });
});

test('a long log is replayed in its busiest hour', () => {
  const counted = new Census({
    ...{ secret: new Uint8Array(16), user: { from: 'ip' } },
    routes: null,
    keepsAssets: false,
  });
  for (let minute = 0; minute < 600; minute++) {
    const isBusy = minute >= 300 && minute < 360;
    for (let i = 0; i < (isBusy ? 30 : 10); i++)
      counted.add({
        ...emptyLine(),
        atMs: START + minute * 60_000 + i * 1000,
        method: 'GET',
        target: '/a',
        status: 200,
      });
  }
  const all = counted.result() as CensusResult;
  expect(profileOf(all, 'auto')).toMatchObject({ startsAtMs: START + 300 * 60_000, requests: { length: 1800 } });
  const { sample } = all;
  expect(sample.length).toBe(1800);
});

test('nothing that can be asked again is no profile', () => {
  const counted = new Census({
    ...{ secret: new Uint8Array(16), user: { from: 'ip' } },
    routes: [],
    keepsAssets: false,
  });
  counted.add({ ...emptyLine(), atMs: START, method: 'GET', target: '/a', status: 200 });
  expect(profileOf(counted.result() as CensusResult, 'auto')).toBeNull();
});
