import { BYTE_GRID, ENTRY_GRID, pointFor, pointsUpTo, TTL_GRID } from './curve-grid.ts';
import { HitSheet } from './hit-sheet.ts';
import { KeyTable } from './key-table.ts';
import { NumberColumn } from './number-column.ts';
import { type Popularity, popularityOf } from './popularity.ts';
import { type Quantiles, Spread } from './spread.ts';
import { StackDistances } from './stack-distances.ts';

/** Hashes begin below this: every key is followed. */
const ALL = 2 ** 32;
/** Times are kept in steps of so many ms, so that a year fits into 32 bits. */
const TICK_MS = 10;

/** When keys are followed all, and when a sample of them. */
export interface ReuseLimits {
  /** More keys than this are never followed: some 160 bytes each. */
  readonly mostKeys: number;
  /** From so many lookups on a sample will do: */
  readonly manyLookups: number;
  /** of so many keys at most, */
  readonly sampleKeys: number;
  /** and of those that had been looked up most often when the first were left out. */
  readonly pinnedKeys: number;
}

export const REUSE_LIMITS: ReuseLimits = {
  ...{ mostKeys: 2 ** 20, manyLookups: 10_000_000 },
  ...{ sampleKeys: 2 ** 18, pinnedKeys: 2 ** 14 },
};

/** How lookups were counted. */
export interface Method {
  readonly kind: 'exact' | 'sampled';
  readonly sampleRate: number;
  readonly followed: number;
}

/** Shares of hits at the points of a grid. */
export interface HitCurve {
  readonly at: readonly number[];
  readonly hitRatio: readonly number[];
}

export interface KindReuse {
  readonly lookups: number;
  readonly keys: number;
  readonly sizeBytes: Quantiles | null;
  readonly bySize: readonly number[];
  readonly byBytes: readonly number[] | null;
  readonly byTtl: readonly number[];
  readonly popularity: Popularity;
}

export interface ReuseResult {
  readonly method: Method;
  readonly lookups: number;
  readonly keys: number;
  readonly removed: number;
  readonly bySize: HitCurve;
  readonly byBytes: (HitCurve & { readonly byteHitRatio: readonly number[] }) | null;
  readonly byTtl: HitCurve;
  readonly kinds: readonly KindReuse[];
}

/**
 * How often the same is looked up again, as the hit ratio of an LRU cache of every size, and of one with room for all whose entries expire a
 * fixed time after they were filled; for all kinds of entries together, and for each in that same cache.
 *
 * Exact up to the limits. Beyond them it follows the keys whose hash is below a threshold, which falls as keys come (C. A. Waldspurger et al.,
 * "Efficient MRC Construction with SHARDS", FAST 2015, fixed size): each stands for 1/R keys. The most popular keys stand for themselves alone:
 * whether one of them is in a sample or not would move a hit ratio by as much as its share of the lookups. As in SHARDS what the followed
 * lookups stand for is made equal to those that there were; what is short is given to what the sample looks up again, at the distances that
 * it has (SHARDS gives it to the shortest: with the popular keys apart that is up to four times as far off).
 */
export class Reuse {
  readonly #limits: ReuseLimits;
  readonly #kindCount: number;
  readonly #keys = new KeyTable();
  readonly #kind = new NumberColumn(length => new Uint8Array(length));
  readonly #uses = new NumberColumn(length => new Uint32Array(length));
  /** By key and ttl: when it was filled, ticks + 1; 0: it is not there. */
  readonly #filled = new NumberColumn(length => new Uint32Array(length), TTL_GRID.length);
  readonly #distances: StackDistances;
  readonly #hasBytes: boolean;
  #threshold = ALL;
  /** How many keys one stands for: a power of two. */
  #weight = 1;
  /** 1: it stands for itself. */
  readonly #pinned = new NumberColumn(length => new Uint8Array(length));
  /** By kind: all of them; and those that the followed ones stand for, and how many of the sample's had been looked up before. */
  readonly #lookups: Float64Array;
  readonly #followed: Float64Array;
  readonly #again: Float64Array;
  readonly #followedBytes: Float64Array;
  readonly #sizeHits: HitSheet;
  readonly #byteHits: HitSheet;
  readonly #bytesHit: HitSheet;
  readonly #ttlHits: HitSheet;
  #allLookups = 0;
  #removed = 0;

  /**
   * @param kindCount of the kinds of entries, at most 256
   * @param hasBytes whether sizes are known
   */
  constructor(kindCount: number, hasBytes: boolean, limits: ReuseLimits = REUSE_LIMITS) {
    this.#kindCount = kindCount;
    this.#limits = limits;
    this.#hasBytes = hasBytes;
    this.#distances = new StackDistances(hasBytes);
    const numbers = (): Float64Array => new Float64Array(kindCount);
    [this.#lookups, this.#followed, this.#again, this.#followedBytes] = [numbers(), numbers(), numbers(), numbers()];
    this.#sizeHits = new HitSheet(kindCount, ENTRY_GRID, true);
    this.#byteHits = new HitSheet(kindCount, BYTE_GRID, true);
    this.#bytesHit = new HitSheet(kindCount, BYTE_GRID, true);
    this.#ttlHits = new HitSheet(kindCount, TTL_GRID, false);
  }

  /**
   * A key is looked up.
   * @param high @param low its hash
   * @param atMs from the first on, and never back
   * @param bytes of its entry; 0: not known here
   */
  lookup(kind: number, high: number, low: number, atMs: number, bytes: number): void {
    this.#lookups[kind]!++;
    this.#allLookups++;
    const key = this.#followedKey(high, low);
    if (key < 0) return;
    const isPinned = this.#weight > 1 && this.#pinned.get(key) === 1;
    const weight = isPinned ? 1 : this.#weight;
    const uses = this.#uses.get(key);
    this.#uses.set(key, uses + 1);
    if (uses === 0) this.#kind.set(key, kind);
    this.#followed[kind]! += weight;
    this.#countDistance(kind, key, bytes, weight, isPinned);
    this.#countTtls(kind, key, Math.floor(atMs / TICK_MS), weight, isPinned);
    if (this.#keys.size > this.#mostKeys()) this.#lower();
  }

  /** A write removes a key's entry. */
  remove(high: number, low: number): void {
    const key = this.#keys.find(high, low);
    if (key < 0) return;
    const { width } = this.#filled;
    const offset = this.#filled.offset(key);
    this.#filled.chunk(key).fill(0, offset, offset + width);
    if (this.#distances.remove(key)) this.#removed += this.#weightOf(key);
  }

  result(): ReuseResult {
    const all = Array.from({ length: this.#kindCount }, (_, kind) => kind);
    const sum = (of: Float64Array, kinds: readonly number[]): number =>
      kinds.reduce((total, kind) => total + of[kind]!, 0);
    const missing = (kind: number): number =>
      this.#again[kind]! > 0 ? (this.#lookups[kind]! - this.#followed[kind]!) / this.#again[kind]! : 0;
    const ratios = (sheet: HitSheet, kinds: readonly number[], of: Float64Array, points: number): number[] => {
      const whole = sum(of, kinds);
      const hits = sheet.hits(kinds, missing).slice(0, points);
      return hits.map(each => (whole > 0 ? shareOf(each / whole) : 0));
    };
    const [sizePoints, bytePoints, ttlPoints] = [this.#sizeHits, this.#byteHits, this.#ttlHits].map(sheet =>
      pointsUpTo(sheet.hits(all, missing)),
    ) as [number, number, number];
    const curve = (sheet: HitSheet, points: number): HitCurve => ({
      at: sheet.grid.slice(0, points),
      hitRatio: ratios(sheet, all, this.#lookups, points),
    });
    const { sizes, uses, keys } = this.#byKind();
    return {
      method: {
        kind: this.#weight === 1 ? 'exact' : 'sampled',
        sampleRate: 1 / this.#weight,
        followed: this.#keys.size,
      },
      lookups: this.#allLookups,
      keys: keys.reduce((total, each) => total + each, 0),
      removed: Math.round(this.#removed),
      bySize: curve(this.#sizeHits, sizePoints),
      byBytes: this.#hasBytes
        ? {
            ...curve(this.#byteHits, bytePoints),
            byteHitRatio: ratios(this.#bytesHit, all, this.#followedBytes, bytePoints),
          }
        : null,
      byTtl: curve(this.#ttlHits, ttlPoints),
      kinds: all.map(kind => ({
        lookups: this.#lookups[kind]!,
        keys: keys[kind] as number,
        sizeBytes: (sizes[kind] as Spread).quantiles(),
        bySize: ratios(this.#sizeHits, [kind], this.#lookups, sizePoints),
        byBytes: this.#hasBytes ? ratios(this.#byteHits, [kind], this.#lookups, bytePoints) : null,
        byTtl: ratios(this.#ttlHits, [kind], this.#lookups, ttlPoints),
        popularity: popularityOf(uses[kind] as Uint32Array),
      })),
    };
  }

  /** Gives back what it holds: nobody asks it any more. */
  release(): void {
    for (const column of [this.#kind, this.#uses, this.#filled, this.#pinned]) column.release();
    this.#distances.release();
  }

  /** The number of a key that is followed; −1: it is not. */
  #followedKey(high: number, low: number): number {
    if (high < this.#threshold) return this.#keys.numberOf(high, low);
    return this.#keys.find(high, low);
  }

  #weightOf(key: number): number {
    return this.#weight === 1 || this.#pinned.get(key) === 1 ? 1 : this.#weight;
  }

  #countDistance(kind: number, key: number, bytes: number, weight: number, isPinned: boolean): void {
    const distances = this.#distances;
    distances.use(key, bytes, weight);
    const size = this.#hasBytes ? distances.sizeOf(key) : 0;
    this.#followedBytes[kind]! += weight * size;
    if (distances.distance === 0) return;
    if (!isPinned) this.#again[kind]! += weight;
    this.#sizeHits.add(kind, pointFor(ENTRY_GRID, distances.distance), weight, isPinned);
    if (!this.#hasBytes) return;
    const point = pointFor(BYTE_GRID, distances.byteDistance);
    this.#byteHits.add(kind, point, weight, isPinned);
    this.#bytesHit.add(kind, point, weight * size, isPinned);
  }

  #countTtls(kind: number, key: number, tick: number, weight: number, isPinned: boolean): void {
    const chunk = this.#filled.chunk(key);
    const offset = this.#filled.offset(key);
    for (let i = 0; i < TTL_TICKS.length; i++) {
      const filled = chunk[offset + i]!;
      if (filled !== 0 && tick - (filled - 1) < TTL_TICKS[i]!) this.#ttlHits.add(kind, i, weight, isPinned);
      else chunk[offset + i] = tick + 1;
    }
  }

  #mostKeys(): number {
    const { mostKeys, manyLookups, sampleKeys } = this.#limits;
    return this.#allLookups > manyLookups ? sampleKeys : mostKeys;
  }

  /** Follows half as many keys, until they are few enough. */
  #lower(): void {
    // Once, while all keys are known: of later ones the sample has a share, whatever becomes of them.
    if (this.#weight === 1) this.#pin();
    while (this.#keys.size > this.#mostKeys()) {
      this.#threshold /= 2;
      this.#weight *= 2;
      const numbers = this.#keys.keep(key => this.#pinned.get(key) === 1 || this.#keys.highOf(key) < this.#threshold);
      for (const column of [this.#kind, this.#uses, this.#filled, this.#pinned]) column.keep(numbers);
      this.#distances.keep(numbers, key => this.#weightOf(key));
    }
  }

  /** The most popular keys stand for themselves from now on. */
  #pin(): void {
    const uses = Uint32Array.from({ length: this.#keys.size }, (_, key) => this.#uses.get(key));
    const least = uses.toSorted()[Math.max(0, uses.length - this.#limits.pinnedKeys)] ?? 0;
    let left = this.#limits.pinnedKeys;
    for (const floor of [least + 1, least]) {
      uses.forEach((times, key) => {
        if (times < floor || left === 0 || this.#pinned.get(key) === 1) return;
        this.#pinned.set(key, 1);
        left--;
      });
    }
  }

  /** Of each kind: the sizes of its entries, how often each followed key was looked up, most first, and how many keys there are. */
  #byKind(): { sizes: Spread[]; uses: Uint32Array[]; keys: number[] } {
    const sizes = Array.from({ length: this.#kindCount }, () => new Spread());
    const followed = new Uint32Array(this.#kindCount);
    const keys = Array.from({ length: this.#kindCount }, () => 0);
    for (let key = 0; key < this.#keys.size; key++) {
      const kind = this.#kind.get(key);
      keys[kind]! += this.#weightOf(key);
      followed[kind]!++;
      const size = this.#distances.sizeOf(key);
      if (size > 0) (sizes[kind] as Spread).record(size);
    }
    const uses = Array.from(followed, count => new Uint32Array(count));
    for (let key = 0; key < this.#keys.size; key++) {
      const kind = this.#kind.get(key);
      (uses[kind] as Uint32Array)[--followed[kind]!] = this.#uses.get(key);
    }
    for (const each of uses) each.sort().reverse();
    return { sizes, uses, keys };
  }
}

const TTL_TICKS = Float64Array.from(TTL_GRID, seconds => (seconds * 1000) / TICK_MS);

function shareOf(value: number): number {
  return Math.min(1, Math.max(0, Number(value.toFixed(6))));
}
