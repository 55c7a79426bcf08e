import { describe, expect, it } from 'vitest';
import { KeySpaces } from '../key-spaces.ts';
import { SETTINGS } from '../test-settings.ts';
import { Cache } from './cache.ts';

const at = (overrides: object): Cache => new Cache({ ...SETTINGS, ...overrides }, 1);

describe('a failed read', () => {
  it('removes the entry of its key with onError: delete, and leaves it else', () => {
    const left = (onError: 'keep' | 'delete'): [string, string, number] => {
      const cache = at({ onError });
      for (const key of [1, 2]) cache.store(key, {}, 1, 0);
      for (const key of [1, 1, 3]) cache.failed(key);
      return [cache.lookup(1, 1), cache.lookup(2, 1), cache.activations.onError];
    };
    expect([left('keep'), left('delete')]).toEqual([
      ['hit', 'hit', 0],
      ['miss', 'hit', 1],
    ]);
  });

  it('leaves nothing stale to serve where it removes the entry', () => {
    const cache = at({ ttlMs: 100, staleIfErrorMs: 1000, onError: 'delete' });
    cache.store(1, {}, 1, 0);
    cache.failed(1);
    expect(cache.insteadOfError(1, 200)).toBeUndefined();
  });
});

describe('Cache expiry', () => {
  it('serves an entry for its ttl and not a moment longer', () => {
    const cache = at({ ttlMs: 100 });
    cache.store(1, {}, 1, 0);
    expect(cache.lookup(1, 99.9)).toBe('hit');
    expect(cache.lookup(1, 100)).toBe('miss');
    expect(cache.activations.ttl).toBe(1);
  });

  it('renews a sliding entry on each hit', () => {
    const cache = at({ ttlMs: 100, expiry: 'sliding' });
    cache.store(1, {}, 1, 0);
    expect([90, 180, 270, 371].map(now => cache.lookup(1, now))).toEqual(['hit', 'hit', 'hit', 'miss']);
  });

  it('spreads ttls uniformly over ttl · (1 ± jitter)', () => {
    const cache = at({ ttlMs: 1000, ttlJitter: 0.1, capacity: { entries: 5000 } });
    for (let user = 0; user < 5000; user++) cache.store(user, {}, 1, 0);
    const alive = (now: number): number =>
      Array.from({ length: 5000 }, (_, user) => cache.lookup(user, now)).filter(found => found === 'hit').length;
    expect(alive(900)).toBe(5000);
    expect(alive(1000) / 5000).toBeCloseTo(0.5, 1);
    expect(alive(1100)).toBe(0);
  });

  it('keeps the expiry that entries have when other settings are deployed', () => {
    const cache = at({ ttlMs: 1000 });
    cache.store(1, {}, 1, 0);
    cache.apply({ ...SETTINGS, ttlMs: 10 });
    cache.store(2, {}, 1, 0);
    expect([cache.lookup(1, 500), cache.lookup(2, 500)]).toEqual(['hit', 'miss']);
  });

  it('counts the ttl that is in force for what was filled before, if the expiry is current', () => {
    const cache = at({ ttlMs: 1000, expiry: 'current' });
    cache.store(1, {}, 1, 0);
    // A quarter of its life is over when it comes.
    cache.store(2, {}, 1, 0, 0.25);
    const deploy = (ttlMs: number): void => cache.apply({ ...SETTINGS, ttlMs, expiry: 'current' });
    deploy(300);
    expect([cache.lookup(1, 299), cache.lookup(1, 300), cache.lookup(2, 49), cache.lookup(2, 50)]).toEqual([
      ...['hit', 'miss', 'hit', 'miss'],
    ]);
    deploy(Number.POSITIVE_INFINITY);
    expect(cache.lookup(1, 1e9)).toBe('hit');
    deploy(1000);
    expect([cache.lookup(1, 999), cache.lookup(1, 1000)]).toEqual(['hit', 'miss']);
    expect(cache.activations.expiry).toBe(3);
    cache.apply({ ...SETTINGS, ttlMs: 5000 });
    expect(cache.lookup(1, 1000)).toBe('miss');
  });

  it('keeps what a fill drew of the jitter when another ttl is deployed, and follows negativeTtl', () => {
    const current = { ttlJitter: 0.5, expiry: 'current', capacity: { entries: 1000 } } as const;
    const cache = at({ ...current, ttlMs: 1000 });
    for (let key = 0; key < 1000; key++) cache.store(key, {}, 1, 0);
    cache.store(1000, null, 1, 0);
    const alive = (now: number): number[] =>
      Array.from({ length: 999 }, (_, key) => key + 1).filter(key => cache.lookup(key, now) === 'hit');
    const before = alive(1000);
    cache.apply({ ...SETTINGS, ...current, ttlMs: 100, negativeTtlMs: 20 });
    expect(alive(100)).toEqual(before);
    expect([cache.lookup(1000, 19), cache.lookup(1000, 20)]).toEqual(['hit', 'miss']);
  });

  it('serves stale within staleWhileRevalidate, then misses', () => {
    const cache = at({ ttlMs: 100, staleWhileRevalidateMs: 50 });
    cache.store(1, {}, 1, 0);
    expect([99, 149, 150].map(now => cache.lookup(1, now))).toEqual(['hit', 'stale', 'miss']);
  });

  it('has something instead of an error within staleIfError only', () => {
    const cache = at({ ttlMs: 100, staleIfErrorMs: 50 });
    const record = {};
    cache.store(1, record, 1, 0);
    expect(cache.insteadOfError(1, 149)?.record).toBe(record);
    expect(cache.insteadOfError(1, 150)).toBeUndefined();
    expect(cache.insteadOfError(2, 0)).toBeUndefined();
  });

  it('remembers for negativeTtl that somebody does not exist', () => {
    const cache = at({ negativeTtlMs: 50 });
    cache.store(1, null, 1, 0);
    expect([cache.lookup(1, 49), cache.lookup(1, 50)]).toEqual(['hit', 'miss']);
    expect(cache.activations.negativeTtl).toBe(1);
  });

  it('does not remember it when negativeTtl is 0', () => {
    const cache = at({ negativeTtlMs: 0 });
    cache.store(1, null, 1, 0);
    expect(cache.lookup(1, 1)).toBe('miss');
  });

  it('refreshes early with probability e^(−t/βδ) at a time t before expiry', () => {
    const cache = at({ ttlMs: 1000, refreshAheadBeta: 2 });
    cache.store(1, {}, 50, 0);
    const share = (now: number): number => {
      let early = 0;
      for (let i = 0; i < 20_000; i++) if (cache.lookup(1, now) === 'early') early++;
      return early / 20_000;
    };
    expect(share(900)).toBeCloseTo(Math.exp(-1), 1.5);
    expect(share(700)).toBeCloseTo(Math.exp(-3), 1.7);
  });

  it('refreshes early what exists only, be the fill however short', () => {
    const cache = at({ ttlMs: 1000, negativeTtlMs: 1000, refreshAheadBeta: 100 });
    cache.store(1, null, 50, 0);
    cache.store(2, {}, 0.5, 0);
    const early = (user: number): number =>
      Array.from({ length: 1000 }, () => cache.lookup(user, 950)).filter(found => found === 'early').length;
    expect(early(1)).toBe(0);
    expect(cache.activations.refreshAhead).toBe(0);
    const count = early(2);
    expect(count / 1000).toBeCloseTo(Math.exp(-1), 1);
    expect(cache.activations.refreshAhead).toBe(count);
  });

  it('refreshes the same lookups early in every drill', () => {
    const cache = at({ ttlMs: 1000, refreshAheadBeta: 1 });
    cache.store(1, {}, 100, 0);
    const found = Array.from({ length: 24 }, () => cache.lookup(1, 900));
    expect(found.flatMap((each, i) => (each === 'early' ? [i] : []))).toEqual([0, 1, 5, 7, 11, 13, 14, 16, 21]);
  });

  it('spreads ttls by its key, the user and the fill, and leaves nobody and what never expires alone', () => {
    const jitter = { ttlJitter: 0.5, negativeTtlMs: 100 };
    const expiry = (cache: Cache, user: number, record: unknown): number | undefined => {
      cache.store(user, record, 1, 0);
      cache.lookup(user, 0);
      return cache.found?.expiresAt;
    };
    const cache = at({ ...jitter, ttlMs: 100 });
    const other = new Cache({ ...SETTINGS, ...jitter, ttlMs: 100 }, 2);
    const spread = [expiry(cache, 1, {}), expiry(cache, 1, {}), expiry(cache, 2, {}), expiry(other, 1, {})];
    expect(spread.map(at => at?.toFixed(3))).toEqual(['72.602', '147.549', '67.110', '115.561']);
    expect(expiry(cache, 3, null)).toBe(100);
    expect(expiry(at({ ...jitter, ttlMs: Number.POSITIVE_INFINITY }), 1, {})).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('What a cache has done', () => {
  it('is nothing before it is asked', () => {
    const cache = at({});
    expect([cache.size, cache.fills, cache.evictions, cache.bytes]).toEqual([0, 0, 0, 0]);
    expect(Object.values(cache.activations).every(count => count === 0)).toBe(true);
  });

  it('says nothing of knobs that a plain hit does not touch', () => {
    const cache = at({});
    cache.store(1, {}, 1, 0);
    cache.lookup(1, 1);
    expect(cache.activations).toEqual({ ...at({}).activations, entrySize: 1 });
  });

  it('is one expiry for an entry found expired, of the knobs by which it expired', () => {
    const expired = (overrides: object) => {
      const cache = at({ ttlMs: 100, ...overrides });
      cache.store(1, {}, 1, 0);
      cache.lookup(1, 500);
      const { ttl, ttlJitter, expiry } = cache.activations;
      return { ttl, ttlJitter, expiry };
    };
    expect(expired({})).toEqual({ ttl: 1, ttlJitter: 0, expiry: 1 });
    expect(expired({ ttlJitter: 0.1, expiry: 'sliding' })).toEqual({ ttl: 1, ttlJitter: 1, expiry: 0 });
  });

  it('is one renewal for each hit on a sliding entry, however short', () => {
    const cache = at({ ttlMs: 0.5, expiry: 'sliding' });
    cache.store(1, {}, 1, 0);
    expect([cache.lookup(1, 0.4), cache.lookup(1, 0.8)]).toEqual(['hit', 'hit']);
    expect(cache.activations.expiry).toBe(2);
  });

  it('is a stale answer, which is a use of the entry', () => {
    const cache = at({ ttlMs: 100, staleWhileRevalidateMs: 50, capacity: { entries: 2 } });
    cache.store(1, {}, 1, 0);
    cache.store(2, {}, 1, 0);
    expect(cache.lookup(1, 120)).toBe('stale');
    cache.store(3, {}, 1, 120);
    expect([cache.lookup(1, 121), cache.lookup(2, 121)]).toEqual(['stale', 'miss']);
    expect(cache.activations.staleWhileRevalidate).toBe(2);
  });

  it('is an answer in place of an error', () => {
    const cache = at({ ttlMs: 100, staleIfErrorMs: 50 });
    cache.store(1, {}, 1, 0);
    cache.insteadOfError(1, 120);
    expect(cache.activations.staleIfError).toBe(1);
  });
});

describe('What a cache knows of a user', () => {
  it('is found by a lookup, until another finds nothing or all is flushed', () => {
    const cache = at({});
    const record = {};
    cache.store(1, record, 7, 0);
    cache.lookup(1, 1);
    expect(cache.found).toMatchObject({ record, filledInMs: 7 });
    cache.lookup(2, 1);
    expect(cache.found).toBeUndefined();
    cache.lookup(1, 1);
    cache.flush();
    expect([cache.found, cache.size]).toEqual([undefined, 0]);
  });

  it('is what the last fill brought', () => {
    const cache = at({ ttlMs: 100 });
    const record = { last: true };
    cache.store(1, {}, 7, 0);
    cache.store(1, record, 9, 50);
    expect(cache.lookup(1, 149)).toBe('hit');
    expect(cache.found).toMatchObject({ record, filledInMs: 9 });
  });

  it('is nothing that stands in for an error, or is served stale, if there is nobody by that name', () => {
    const cache = at({ negativeTtlMs: 100, staleIfErrorMs: 1000, staleWhileRevalidateMs: 1000 });
    cache.store(1, null, 1, 0);
    expect(cache.insteadOfError(1, 50)).toBeUndefined();
    expect(cache.lookup(1, 150)).toBe('miss');
    expect(cache.activations.staleIfError).toBe(0);
  });

  it('goes when the directory no longer knows the user and that is not remembered', () => {
    const cache = at({ negativeTtlMs: 0 });
    cache.store(1, {}, 1, 0);
    cache.store(1, null, 1, 1);
    expect([cache.size, cache.fills]).toEqual([0, 1]);
  });

  it('is remembered for however short a ttl', () => {
    const cache = at({ negativeTtlMs: 0.5 });
    cache.store(1, null, 1, 0);
    expect(cache.size).toBe(1);
  });

  it('is not what a read brings that began before a write; what began with it or after, or is of others, is stored', () => {
    const stored = (user: number, tookMs: number): boolean => {
      const cache = at({});
      cache.store(1, {}, 1, 0);
      cache.invalidate(1, 10);
      expect(cache.size).toBe(0);
      cache.store(user, {}, tookMs, 12);
      return cache.size === 1;
    };
    expect([stored(1, 3), stored(1, 2), stored(1, 1), stored(2, 3)]).toEqual([false, true, true, true]);
  });

  it('is not what such a read brings after one that began later has filled the entry', () => {
    const cache = at({ ttlMs: 1000 });
    cache.invalidate(1, 10);
    cache.store(1, 'new', 1, 12);
    cache.store(1, 'old', 15, 20);
    expect([cache.lookup(1, 21), cache.found?.record, cache.fills]).toEqual(['hit', 'new', 1]);
  });
});

describe('entries of different sizes', () => {
  const KINDS = new KeySpaces([
    { name: 'small', first: 0, count: 100, sizeBytes: 100 },
    { name: 'large', first: 100, count: 100, sizeBytes: 1000 },
    { name: 'other', first: 200, count: 100, sizeBytes: null },
  ]);
  const sized = (overrides: object): Cache => new Cache({ ...SETTINGS, entrySizeBytes: 400, ...overrides }, 1, KINDS);
  const has = (cache: Cache, keys: readonly number[]): boolean[] => keys.map(key => cache.lookup(key, 0) === 'hit');

  it('take their own room, and as many go as make room', () => {
    const cache = sized({ capacity: { bytes: 1500 } });
    for (const key of [1, 2, 3, 4, 200]) cache.store(key, {}, 1, 0);
    expect(cache.bytes).toBe(4 * 100 + 400);
    cache.store(100, {}, 1, 0);
    expect(cache.bytes).toBe(100 + 400 + 1000);
    expect(has(cache, [1, 2, 3, 4, 200, 100])).toEqual([false, false, false, true, true, true]);
    expect(cache.evictions).toBe(3);
  });

  it('leave their room when they go', () => {
    const cache = sized({ capacity: { bytes: 5000 } });
    for (const key of [1, 100, 200]) cache.store(key, {}, 1, 0);
    cache.invalidate(100, 1);
    expect(cache.bytes).toBe(500);
    cache.flush();
    expect(cache.bytes).toBe(0);
  });

  it('are counted where the capacity is a number', () => {
    const cache = sized({ capacity: { entries: 2 } });
    for (const key of [1, 100, 200]) cache.store(key, {}, 1, 0);
    expect([cache.size, cache.bytes]).toEqual([2, 1400]);
  });

  it('do not come in if they alone are larger than the cache', () => {
    const cache = sized({ capacity: { bytes: 900 } });
    cache.store(1, {}, 1, 0);
    cache.store(100, {}, 1, 0);
    expect(has(cache, [1, 100])).toEqual([true, false]);
  });

  it('follow other settings: the size where they have none, and the capacity at once', () => {
    const cache = sized({ capacity: { bytes: 5000 } });
    for (const key of [1, 100, 200, 201]) cache.store(key, {}, 1, 0);
    cache.apply({ ...SETTINGS, capacity: { bytes: 5000 }, entrySizeBytes: 800 });
    expect(cache.bytes).toBe(100 + 1000 + 1600);
    cache.apply({ ...SETTINGS, capacity: { bytes: 1000 }, entrySizeBytes: 800 });
    expect([cache.size, cache.bytes]).toEqual([1, 800]);
  });

  it('let the knob entrySize act only where it decides', () => {
    const cache = sized({ capacity: { bytes: 5000 } });
    for (const key of [1, 100, 200]) cache.store(key, {}, 1, 0);
    expect(cache.activations.entrySize).toBe(1);
  });
});
