import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../test-settings.ts';
import { Cache } from './cache.ts';

/** The policies as their papers describe them, on plain arrays: newest last. */
function reference(policy: 'lru' | 'fifo' | 'sieve', capacity: number) {
  let keys: number[] = [];
  const marked = new Set<number>();
  let hand: number | null = null;
  return (key: number): boolean => {
    if (keys.includes(key)) {
      if (policy === 'lru') keys = [...keys.filter(each => each !== key), key];
      else marked.add(key);
      return true;
    }
    if (keys.length === capacity) {
      let at = policy === 'sieve' && hand !== null ? keys.indexOf(hand) : 0;
      if (policy === 'sieve') {
        while (marked.has(keys[at] as number)) {
          marked.delete(keys[at] as number);
          at = (at + 1) % keys.length;
        }
        hand = at + 1 < keys.length ? (keys[at + 1] as number) : null;
      }
      keys.splice(at, 1);
    }
    keys.push(key);
    return false;
  };
}

describe('Cache eviction', () => {
  it.each(['lru', 'fifo', 'sieve'] as const)('%s hits and misses as its definition', policy => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(12), { maxLength: 200 }), (entries, users) => {
        const cache = new Cache({ ...SETTINGS, policy, capacity: { entries } }, 1);
        const access = reference(policy, entries);
        users.forEach((user, now) => {
          const hit = cache.lookup(user, now) === 'hit';
          if (!hit) cache.store(user, {}, 1, now);
          expect(hit).toBe(access(user));
          expect(cache.size).toBeLessThanOrEqual(entries);
        });
      }),
    );
  });

  it('evicts at once when a deploy lowers the capacity, oldest first', () => {
    const cache = new Cache({ ...SETTINGS, capacity: { entries: 10 } }, 1);
    for (let user = 0; user < 10; user++) cache.store(user, {}, 1, user);
    cache.apply({ ...SETTINGS, capacity: { bytes: 3 * SETTINGS.entrySizeBytes } });
    expect(cache.size).toBe(3);
    expect([6, 7, 8, 9].map(user => cache.lookup(user, 20))).toEqual(['miss', 'hit', 'hit', 'hit']);
  });
});
