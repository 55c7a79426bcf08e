import type { CacheSettings } from '../../settings/cache-settings.ts';
import type { Entry } from './entry.ts';

/**
 * The order in which entries are evicted, on one doubly linked list from newest to oldest:
 *
 *     newest ⇄ … ⇄ hand ⇄ … ⇄ oldest
 *
 * - lru: a hit moves the entry to the newest end; the oldest goes.
 * - fifo: hits change nothing; the oldest goes.
 * - sieve: a hit marks the entry; the hand walks from the oldest towards the newest, unmarks what is marked and takes the first
 *   that is not, and stays there (Zhang et al., "SIEVE is Simpler than LRU", NSDI 2024).
 */
export class EvictionOrder {
  policy: CacheSettings['policy'];
  #newest: Entry | null = null;
  #oldest: Entry | null = null;
  #hand: Entry | null = null;

  constructor(policy: CacheSettings['policy']) {
    this.policy = policy;
  }

  insert(entry: Entry): void {
    entry.visited = false;
    entry.newer = null;
    entry.older = this.#newest;
    if (this.#newest === null) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  touch(entry: Entry): void {
    if (this.policy === 'sieve') entry.visited = true;
    else if (this.policy === 'lru' && entry !== this.#newest) {
      this.remove(entry);
      this.insert(entry);
    }
  }

  remove(entry: Entry): void {
    if (entry === this.#hand) this.#hand = entry.newer;
    if (entry.newer === null) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === null) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    entry.newer = null;
    entry.older = null;
  }

  /** The entry to evict next, still in the order; null when there is none. */
  victim(): Entry | null {
    if (this.policy !== 'sieve') return this.#oldest;
    let hand = this.#hand ?? this.#oldest;
    while (hand?.visited) {
      hand.visited = false;
      hand = hand.newer ?? this.#oldest;
    }
    this.#hand = hand;
    return hand;
  }

  clear(): void {
    this.#newest = null;
    this.#oldest = null;
    this.#hand = null;
  }
}
