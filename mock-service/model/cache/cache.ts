import type { CacheSettings } from '../../settings/cache-settings.ts';
import { mix, uniform } from '../../time/random.ts';
import type { KeySpaces } from '../key-spaces.ts';
import { type Activations, capacityOf, noActivations } from './activations.ts';
import type { Entry } from './entry.ts';
import { EvictionOrder } from './eviction.ts';

/**
 * What a lookup found. hit: fresh; early: fresh, but refresh it now (XFetch); stale: expired, may be served while it is
 * refreshed; miss: read the directory. A waiter on somebody else's read is counted as coalesced by its instance.
 */
export type Lookup = 'hit' | 'early' | 'stale' | 'miss';

/**
 * The cache of an instance, or of a pool: records of the directory under the knobs of the cache settings (model §2). Deterministic: time
 * comes in as arguments and randomness from keys. Expired entries stay until they are replaced or evicted, as in most caches.
 */
export class Cache {
  #settings: CacheSettings;
  #capacity: number;
  #entries = new Map<number, Entry>();
  #order: EvictionOrder;
  #seed: number;
  /** What has a size of its own; null: every entry has the size of the settings. */
  #spaces: KeySpaces | null;
  /** Entries with a size of their own, and their bytes. */
  #sized = 0;
  #sizedBytes = 0;
  /** When each key that was written was last written. Kept: without `coalesce` a read may end long after others that began later. */
  #writtenAt = new Map<number, number>();
  /** Entries stored so far. */
  fills = 0;
  evictions = 0;
  readonly activations: Activations = noActivations();

  /** @param seed of its draws */
  constructor(settings: CacheSettings, seed: number, spaces: KeySpaces | null = null) {
    this.#settings = settings;
    this.#capacity = capacityOf(settings);
    this.#order = new EvictionOrder(settings.policy);
    this.#seed = seed;
    this.#spaces = spaces;
  }

  get settings(): CacheSettings {
    return this.#settings;
  }

  get size(): number {
    return this.#entries.size;
  }

  get capacity(): number {
    return this.#capacity;
  }

  get bytes(): number {
    return (this.#entries.size - this.#sized) * this.#settings.entrySizeBytes + this.#sizedBytes;
  }

  /** Deploys other settings: what is filled from now on follows them, entries keep the expiry they have, but for `expiry: current`. */
  apply(settings: CacheSettings): void {
    this.#settings = settings;
    if (settings.expiry === 'current')
      for (const entry of this.#entries.values())
        this.#stamp(entry, entry.record === null ? settings.negativeTtlMs : settings.ttlMs * entry.drawn);
    this.#capacity = capacityOf(settings);
    this.#order.policy = settings.policy;
    while (!this.#fits(0, 0)) this.#evict();
  }

  /** Looks a key up. The record found (also a stale one) is then in `found`. */
  lookup(key: number, now: number): Lookup {
    const entry = this.#entries.get(key);
    this.found = entry;
    if (entry === undefined) return 'miss';
    if (now < entry.expiresAt) {
      this.#order.touch(entry);
      if (entry.record === null) this.activations.negativeTtl++;
      const beta = this.#settings.refreshAheadBeta;
      if (beta !== null && this.#refreshesEarly(entry, beta, now)) {
        this.activations.refreshAhead++;
        return 'early';
      }
      if (entry.slideMs > 0) {
        entry.expiresAt = now + entry.slideMs;
        this.activations.expiry++;
      }
      return 'hit';
    }
    const { staleWhileRevalidateMs, ttlJitter, expiry } = this.#settings;
    this.activations.ttl++;
    if (ttlJitter > 0) this.activations.ttlJitter++;
    if (expiry !== 'sliding') this.activations.expiry++;
    if (entry.record !== null && now < entry.expiresAt + staleWhileRevalidateMs) {
      this.#order.touch(entry);
      this.activations.staleWhileRevalidate++;
      return 'stale';
    }
    return 'miss';
  }

  /** The entry that the last `lookup` came across. */
  found: Entry | undefined;

  /** What may stand in for a failed read, by `staleIfError`; undefined when nothing may. */
  insteadOfError(key: number, now: number): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.record === null) return undefined;
    if (now >= entry.expiresAt + this.#settings.staleIfErrorMs) return undefined;
    this.activations.staleIfError++;
    return entry;
  }

  /** The directory failed a read: with `onError: delete` its entry goes, whoever has filled it meanwhile. */
  failed(key: number): void {
    if (this.#settings.onError === 'keep' || !this.#entries.has(key)) return;
    this.#remove(key);
    this.activations.onError++;
  }

  /**
   * Stores what the directory gave.
   * @param record null for none
   * @param tookMs from the miss to now
   * @param age how old the entry already is, as a share of its ttl (a warm start); 0 otherwise
   */
  store(key: number, record: unknown, tookMs: number, now: number, age = 0): void {
    const settings = this.#settings;
    if (this.#writtenAt.size > 0 && this.#isOutdated(key, now - tookMs)) return;
    let ttl = record === null ? settings.negativeTtlMs : settings.ttlMs;
    if (ttl <= 0) {
      this.#remove(key);
      return;
    }
    let drawn = 1;
    if (record !== null && settings.ttlJitter > 0 && ttl !== Number.POSITIVE_INFINITY) {
      drawn = 1 + settings.ttlJitter * (2 * uniform(mix(mix(this.#seed, key), this.fills)) - 1);
      ttl *= drawn;
    }
    const ownBytes = this.#spaces === null ? null : this.#spaces.sizeOf(key);
    if (ownBytes !== null && !this.#couldHold(ownBytes)) return;
    this.fills++;
    if (ownBytes === null) this.activations.entrySize++;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (ownBytes === null) while (!this.#fits(1, this.#settings.entrySizeBytes)) this.#evict();
      else {
        while (!this.#fits(1, ownBytes)) this.#evict();
        this.#sized++;
        this.#sizedBytes += ownBytes;
      }
      entry = {
        key,
        record,
        expiresAt: 0,
        filledAt: 0,
        drawn: 1,
        slideMs: 0,
        filledInMs: tookMs,
        considered: 0,
        visited: false,
        newer: null,
        older: null,
      };
      this.#entries.set(key, entry);
      this.#order.insert(entry);
    } else {
      // A refill in place is a use of the entry, not a new arrival: fifo keeps its turn.
      this.#order.touch(entry);
      entry.record = record;
      entry.filledInMs = tookMs;
    }
    entry.expiresAt = now + ttl * (1 - age);
    entry.filledAt = age > 0 && ttl !== Number.POSITIVE_INFINITY ? now - ttl * age : now;
    entry.drawn = drawn;
    entry.slideMs = settings.expiry === 'sliding' && record !== null ? ttl : 0;
  }

  /** Its ttl is another from now on, counted from its fill. */
  #stamp(entry: Entry, ttl: number): void {
    entry.expiresAt = entry.filledAt + ttl;
    entry.slideMs = 0;
  }

  /** A write has changed the record: the entry goes, and what reads that began before bring is not stored. */
  invalidate(key: number, now: number): void {
    this.#writtenAt.set(key, now);
    this.#remove(key);
  }

  #remove(key: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#order.remove(entry);
    this.#leave(key);
  }

  #isOutdated(key: number, readAt: number): boolean {
    const writtenAt = this.#writtenAt.get(key);
    return writtenAt !== undefined && readAt < writtenAt;
  }

  flush(): void {
    this.#entries.clear();
    this.#order.clear();
    this.#sized = 0;
    this.#sizedBytes = 0;
    this.found = undefined;
  }

  /** Whether a key's entry can come in without another going. */
  hasRoomFor(key: number): boolean {
    return this.#fits(1, this.#spaces?.sizeOf(key) ?? this.#settings.entrySizeBytes);
  }

  /** Whether so many entries more, of so many bytes together, can come in. */
  #fits(more: number, moreBytes: number): boolean {
    if (this.#spaces === null || 'entries' in this.#settings.capacity)
      return this.#entries.size + more <= this.#capacity;
    return this.bytes + moreBytes <= this.#settings.capacity.bytes;
  }

  /** Whether an entry could be held at all. */
  #couldHold(bytes: number): boolean {
    return 'entries' in this.#settings.capacity || bytes <= this.#settings.capacity.bytes;
  }

  /** An entry has gone. */
  #leave(key: number): void {
    const ownBytes = this.#spaces === null ? null : this.#spaces.sizeOf(key);
    if (ownBytes === null) return;
    this.#sized--;
    this.#sizedBytes -= ownBytes;
  }

  #evict(): void {
    const victim = this.#order.victim();
    if (victim === null) return;
    this.#order.remove(victim);
    this.#entries.delete(victim.key);
    this.#leave(victim.key);
    this.evictions++;
    this.activations.capacity++;
    this.activations.policy++;
  }

  /**
   * XFetch: at a time t before expiry, refresh with probability e^(−t/(βδ)), δ the time a fill takes (Vattani, Chierichetti,
   * Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015).
   */
  #refreshesEarly(entry: Entry, beta: number, now: number): boolean {
    if (entry.record === null || entry.filledInMs <= 0) return false;
    const u = uniform(mix(mix(mix(this.#seed, entry.key), ++entry.considered), 0x5fe7));
    return now - beta * entry.filledInMs * Math.log(u) >= entry.expiresAt;
  }
}
