import { NumberColumn } from './number-column.ts';

const SMALLEST = 1 << 12;
/** Places for each key that is held: what is beyond one is used up before they are given out anew. */
const ROOM = 1.6;
/** Less beyond the keys, and they would be given out anew too often. */
const LEAST_ROOM = 1.3;
/** With more, most of it would stay unused. */
const MOST_ROOM = 3;

/**
 * LRU stack distances (R. L. Mattson et al., "Evaluation techniques for storage hierarchies", 1970): how many distinct keys, its own included, were
 * asked for since a key was last asked for. An LRU cache of c entries hits exactly where that is at most c; so one pass gives the misses of
 * every size. The same in bytes, where entries keep their size and none is larger than the cache.
 *
 * A Fenwick tree over the places of the keys in their order of use (F. Olken, 1981, with P. M. Fenwick's tree): a use takes a key from its
 * place to a new one at the end. A key may stand for several, of which only it is followed. Places are given out anew when they have run out, so memory goes with the keys and not with the length of the log.
 */
export class StackDistances {
  /** Of the last `use`: keys and bytes; 0 if it was the first of its key. */
  distance = 0;
  byteDistance = 0;
  /** By key: its place, from 1; 0: in no cache. */
  readonly #place = new NumberColumn(length => new Int32Array(length));
  readonly #bytes: NumberColumn<Float64Array> | null;
  /** By key: how many keys it stands for; null: all stand for themselves. */
  #weight: NumberColumn<Int32Array> | null = null;
  /** By place: its key + 1; 0: nobody's. */
  #keys = new Int32Array(SMALLEST + 1);
  /** Fenwick trees over places. */
  #counts = new Int32Array(SMALLEST + 1);
  #sums: Float64Array<ArrayBuffer> | null;
  #last = 0;
  /** What is held, by weight. */
  #live = 0;
  #liveBytes = 0;

  /** @param hasBytes whether bytes are counted too */
  constructor(hasBytes: boolean) {
    this.#bytes = hasBytes ? new NumberColumn(length => new Float64Array(length)) : null;
    this.#sums = hasBytes ? new Float64Array(SMALLEST + 1) : null;
  }

  /**
   * A key is asked for.
   * @param sizeBytes of its entry from now on; 0: as it was
   * @param weight how many keys it stands for, whole: 1 until the first `keep`, and then what that said of it
   */
  use(key: number, sizeBytes = 0, weight = 1): void {
    const place = this.#place.get(key);
    const before = this.sizeOf(key);
    const bytes = sizeBytes > 0 ? sizeBytes : before;
    if (place === 0) {
      this.distance = 0;
      this.byteDistance = 0;
    } else {
      this.#measure(place, before);
      this.#take(key, place, before);
    }
    if (this.#last === this.#counts.length - 1) this.#renumber();
    const end = ++this.#last;
    this.#place.set(key, end);
    this.#bytes?.set(key, bytes);
    this.#keys[end] = key + 1;
    this.#weight?.set(key, weight);
    this.#add(end, weight, weight * bytes);
    this.#live += weight;
    this.#liveBytes += weight * bytes;
  }

  /** Bytes of a key's entry, as it was last said; 0 where sizes are not counted. */
  sizeOf(key: number): number {
    return this.#bytes?.get(key) ?? 0;
  }

  /** A key's entry goes. @returns whether there was one */
  remove(key: number): boolean {
    const place = this.#place.get(key);
    if (place === 0) return false;
    this.#take(key, place, this.sizeOf(key));
    this.#place.set(key, 0);
    return true;
  }

  /**
   * Forgets keys.
   * @param numbers of the others, by their old ones, ascending; −1: forgotten
   * @param weightOf how many keys each stands for from now on, by its new number
   */
  keep(numbers: Int32Array, weightOf: (key: number) => number): void {
    for (let key = 0; key < numbers.length; key++) if (numbers[key]! < 0) this.remove(key);
    for (let place = 1; place <= this.#last; place++) {
      const key = this.#keys[place]! - 1;
      if (key >= 0) this.#keys[place] = numbers[key]! + 1;
    }
    this.#place.keep(numbers);
    this.#bytes?.keep(numbers);
    this.#weight ??= new NumberColumn(length => new Int32Array(length));
    for (const key of numbers) if (key >= 0) this.#weight.set(key, weightOf(key));
    this.#renumber();
  }

  /** Gives back what it holds: nobody asks it any more. */
  release(): void {
    for (const column of [this.#place, this.#bytes, this.#weight]) column?.release();
    for (const array of [this.#keys, this.#counts, this.#sums]) array?.buffer.transfer(0);
  }

  #measure(place: number, bytes: number): void {
    let older = 0;
    let olderBytes = 0;
    const sums = this.#sums;
    for (let i = place - 1; i > 0; i &= i - 1) {
      older += this.#counts[i]!;
      if (sums !== null) olderBytes += sums[i]!;
    }
    this.distance = this.#live - older;
    this.byteDistance = sums === null ? 0 : Math.max(bytes, this.#liveBytes - olderBytes);
  }

  #take(key: number, place: number, bytes: number): void {
    const weight = this.#weight?.get(key) ?? 1;
    this.#add(place, -weight, -weight * bytes);
    this.#keys[place] = 0;
    this.#live -= weight;
    this.#liveBytes -= weight * bytes;
  }

  #add(place: number, count: number, bytes: number): void {
    const counts = this.#counts;
    const sums = this.#sums;
    const { length } = counts;
    for (let i = place; i < length; i += i & -i) {
      counts[i]! += count;
      if (sums !== null) sums[i]! += bytes;
    }
  }

  /** Gives the keys their places anew, in the same order, with some behind them. */
  #renumber(): void {
    const keys = this.#keys;
    const last = this.#last;
    // In their own array: a new place is never behind the old one.
    let end = 0;
    for (let place = 1; place <= last; place++) if (keys[place]! > 0) keys[++end] = keys[place]!;
    keys.fill(0, end + 1);
    this.#last = end;
    this.#fit(end);
    const { length } = this.#counts;
    const [counts, sums] = [this.#counts, this.#sums];
    this.#live = 0;
    this.#liveBytes = 0;
    for (let place = 1; place <= end; place++) {
      const key = this.#keys[place]! - 1;
      this.#place.set(key, place);
      const weight = this.#weight?.get(key) ?? 1;
      const bytes = weight * this.sizeOf(key);
      counts[place] = weight;
      if (sums !== null) sums[place] = bytes;
      this.#live += weight;
      this.#liveBytes += bytes;
    }
    // A tree in linear time: each node gives its sum to the next that covers it.
    for (let i = 1; i < length; i++) {
      const parent = i + (i & -i);
      if (parent >= length) continue;
      counts[parent]! += counts[i]!;
      if (sums !== null) sums[parent]! += sums[i]!;
    }
  }

  /** Makes room for so many keys, and empties the trees. What they were in is given back at once, not when the collector comes by. */
  #fit(held: number): void {
    const places = this.#counts.length - 1;
    const isRight = places >= LEAST_ROOM * held && (places <= MOST_ROOM * held || places === SMALLEST);
    if (isRight) {
      this.#counts.fill(0);
      this.#sums?.fill(0);
      return;
    }
    const length = Math.max(SMALLEST, Math.ceil(ROOM * held)) + 1;
    this.#counts.buffer.transfer(0);
    this.#counts = new Int32Array(length);
    if (this.#sums !== null) {
      this.#sums.buffer.transfer(0);
      this.#sums = new Float64Array(length);
    }
    this.#keys = new Int32Array(this.#keys.buffer.transfer(4 * length));
  }
}
