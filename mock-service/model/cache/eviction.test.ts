import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CacheSettings } from '../../settings/cache-settings.ts';
import { SETTINGS } from '../test-settings.ts';
import { Cache } from './cache.ts';

/** The policies as their papers describe them, on plain arrays: newest last. */
class Reference {
  #policy: CacheSettings['policy'];
  #capacity: number;
  #keys: number[] = [];
  #marked = new Set<number>();
  #hand: number | null = null;

  constructor(policy: CacheSettings['policy'], capacity: number) {
    this.#policy = policy;
    this.#capacity = capacity;
  }

  access(key: number): 'hit' | 'miss' {
    if (this.#keys.includes(key)) {
      if (this.#policy === 'lru') this.#keys = [...this.#keys.filter(each => each !== key), key];
      else this.#marked.add(key);
      return 'hit';
    }
    if (this.#keys.length === this.#capacity) this.remove(this.#victim());
    this.#keys.push(key);
    return 'miss';
  }

  remove(key: number): void {
    const at = this.#keys.indexOf(key);
    if (at < 0) return;
    if (this.#hand === key) this.#hand = this.#keys[at + 1] ?? null;
    this.#keys.splice(at, 1);
    this.#marked.delete(key);
  }

  clear(): void {
    this.#keys = [];
    this.#marked.clear();
    this.#hand = null;
  }

  #victim(): number {
    const oldest = this.#keys[0] as number;
    if (this.#policy !== 'sieve') return oldest;
    this.#hand ??= oldest;
    while (this.#marked.delete(this.#hand)) this.#hand = this.#keys[this.#keys.indexOf(this.#hand) + 1] ?? oldest;
    return this.#hand;
  }
}

describe('Cache eviction', () => {
  it.each(['lru', 'fifo', 'sieve'] as const)('%s hits and misses as its definition, whatever else goes', policy => {
    const user = fc.nat(12);
    const step = fc.oneof(
      { arbitrary: user.map(access => ({ access })), weight: 12 },
      { arbitrary: user.map(remove => ({ remove })), weight: 2 },
      { arbitrary: fc.constant('flush' as const), weight: 1 },
    );
    const steps = fc.array(step, { maxLength: 200, size: 'max' });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), steps, (entries, steps) => {
        const cache = new Cache({ ...SETTINGS, policy, capacity: { entries } }, 1);
        const reference = new Reference(policy, entries);
        for (const [now, step] of steps.entries()) {
          if (step === 'flush') {
            cache.flush();
            reference.clear();
          } else if ('remove' in step) {
            cache.invalidate(step.remove, now);
            reference.remove(step.remove);
          } else {
            const found = cache.lookup(step.access, now);
            if (found === 'miss') cache.store(step.access, {}, 0, now);
            expect(found).toBe(reference.access(step.access));
          }
          expect(cache.size).toBeLessThanOrEqual(entries);
        }
      }),
    );
  });

  it('evicts one entry for each that is too many, and counts it', () => {
    const cache = new Cache({ ...SETTINGS, capacity: { entries: 2 } }, 1);
    for (const user of [1, 1, 2, 3]) cache.store(user, {}, 1, 0);
    cache.invalidate(2, 0);
    cache.store(4, {}, 1, 5);
    expect([cache.size, cache.fills, cache.evictions]).toEqual([2, 5, 1]);
    expect(cache.activations).toMatchObject({ capacity: 1, policy: 1, entrySize: 5 });
  });

  it('evicts by the policy that is deployed', () => {
    const cache = new Cache({ ...SETTINGS, capacity: { entries: 2 }, policy: 'lru' }, 1);
    cache.store(1, {}, 1, 0);
    cache.store(2, {}, 1, 0);
    cache.apply({ ...SETTINGS, capacity: { entries: 2 }, policy: 'fifo' });
    cache.lookup(1, 1);
    cache.store(3, {}, 1, 1);
    expect([cache.lookup(1, 2), cache.lookup(2, 2)]).toEqual(['miss', 'hit']);
  });

  it('takes a refill in place for a use of the entry (lru), not for an arrival (fifo)', () => {
    const left = (policy: CacheSettings['policy']): number[] => {
      const cache = new Cache({ ...SETTINGS, capacity: { entries: 2 }, policy }, 1);
      for (const user of [1, 2, 1, 3]) cache.store(user, {}, 1, 0);
      return [1, 2, 3].filter(user => cache.lookup(user, 0) === 'hit');
    };
    expect([left('lru'), left('fifo')]).toEqual([
      [1, 3],
      [2, 3],
    ]);
  });

  it('evicts at once when a deploy lowers the capacity, oldest first', () => {
    const cache = new Cache({ ...SETTINGS, capacity: { entries: 10 } }, 1);
    for (let user = 0; user < 10; user++) cache.store(user, {}, 1, user);
    cache.apply({ ...SETTINGS, capacity: { bytes: 3 * SETTINGS.entrySizeBytes } });
    expect(cache.size).toBe(3);
    expect([6, 7, 8, 9].map(user => cache.lookup(user, 20))).toEqual(['miss', 'hit', 'hit', 'hit']);
  });

  it('allows as many whole entries as its bytes hold, and one at the least', () => {
    const entries = (bytes: number): number => {
      const settings = { ...SETTINGS, capacity: { bytes } };
      return new Cache(settings, 1).capacity;
    };
    const { entrySizeBytes } = SETTINGS;
    expect([entries(2.9 * entrySizeBytes), entries(3 * entrySizeBytes), entries(1)]).toEqual([2, 3, 1]);
  });
});
