import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../test-settings.ts';
import { Cache } from './cache.ts';

const at = (overrides: object): Cache => new Cache({ ...SETTINGS, ...overrides }, 1);

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
});
