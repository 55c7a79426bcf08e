import { KeyTable } from './key-table.ts';

const ALL = 2 ** 32;
const TICK_MS = 10;
/** Requests that are kept: some 25 MB. */
const MOST = 2 ** 20;

/** A request that can be asked again: which route, by whom, for which key. */
export interface SampledRequest {
  readonly atMs: number;
  readonly route: number;
  readonly user: number;
  readonly key: number;
}

/** The same of many, a column each: as objects a million of them take a hundred megabytes. */
export interface SampledColumns {
  readonly length: number;
  /** From the first request of the log on. */
  readonly timesMs: Float64Array;
  readonly routes: Uint16Array;
  readonly users: Int32Array;
  readonly keys: Int32Array;
  readonly keyCount: number;
}

/**
 * The requests of a log for a share of its keys, in their order: those whose key's hash is below a threshold, which falls as they come. Of one
 * key it has all requests or none, so that what is asked for again is asked for again: a cache of the same share of the size hits as
 * often (Waldspurger et al., FAST 2015). Requests that are about no key go by their user's.
 */
export class TrafficSample {
  readonly #most: number;
  #length = 0;
  readonly #offered = new Map<number, number>();
  #threshold = ALL;
  readonly #ticks: Uint32Array;
  readonly #routes: Uint16Array;
  /** Hashes: of what it is sampled by, and of the user. */
  readonly #hashes: Uint32Array;

  constructor(most: number = MOST) {
    this.#most = most;
    this.#ticks = new Uint32Array(most);
    this.#routes = new Uint16Array(most);
    this.#hashes = new Uint32Array(4 * most);
  }

  /** The share of keys that it has. */
  get rate(): number {
    return this.#threshold / ALL;
  }

  get length(): number {
    return this.#length;
  }

  /** Requests by minute from the first one on, of all keys. */
  get offered(): Iterable<readonly [minute: number, requests: number]> {
    return this.#offered;
  }

  /** @param atMs from the first request on @param route below 65,536 */
  add(atMs: number, route: number, keyHigh: number, keyLow: number, userHigh: number, userLow: number): void {
    const minute = Math.floor(atMs / 60_000);
    this.#offered.set(minute, (this.#offered.get(minute) ?? 0) + 1);
    if (keyHigh >= this.#threshold) return;
    if (this.#length === this.#most) {
      this.#lower(this.#threshold / 2, 0, Number.POSITIVE_INFINITY);
      if (keyHigh >= this.#threshold || this.#length === this.#most) return;
    }
    const at = this.#length++;
    this.#ticks[at] = Math.floor(atMs / TICK_MS);
    this.#routes[at] = route;
    this.#hashes.set([keyHigh, keyLow, userHigh, userLow], 4 * at);
  }

  /** Keeps a stretch of time. @param fromMs from the first request on, up to and without `toMs` */
  narrow(fromMs: number, toMs: number): void {
    this.#lower(this.#threshold, fromMs, toMs);
  }

  /** What is kept, with users and keys numbered as they come. Keys of different kinds are apart where their hashes are. */
  columns(): SampledColumns {
    const length = this.#length;
    const [users, keys] = [new KeyTable(), new KeyTable()];
    const columns = {
      ...{ length, users: new Int32Array(length), keys: new Int32Array(length) },
      routes: this.#routes.subarray(0, length),
      timesMs: Float64Array.from(this.#ticks.subarray(0, length), tick => tick * TICK_MS),
    };
    for (let at = 0; at < length; at++) {
      const hash = 4 * at;
      columns.keys[at] = keys.numberOf(this.#hashes[hash]!, this.#hashes[hash + 1]!);
      columns.users[at] = users.numberOf(this.#hashes[hash + 2]!, this.#hashes[hash + 3]!);
    }
    return { ...columns, keyCount: keys.size };
  }

  #lower(threshold: number, fromMs: number, toMs: number): void {
    this.#threshold = threshold;
    let kept = 0;
    for (let at = 0; at < this.#length; at++) {
      const ms = this.#ticks[at]! * TICK_MS;
      if (this.#hashes[4 * at]! >= threshold || ms < fromMs || ms >= toMs) continue;
      this.#ticks[kept] = this.#ticks[at]!;
      this.#routes[kept] = this.#routes[at]!;
      this.#hashes.copyWithin(4 * kept, 4 * at, 4 * at + 4);
      kept++;
    }
    this.#length = kept;
  }
}
