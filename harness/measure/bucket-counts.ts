const SUB_BUCKETS = 2048;
const HALF = SUB_BUCKETS / 2;
const INT_LIMIT = 2 ** 31;
/** Above every bucket. */
const NONE = 0x3fff_ffff;

/** The largest number that has a bucket: 10^301. */
export const HIGHEST = 2 ** 1000;

/**
 * Whole numbers from 0 counted in HdrHistogram's buckets of three significant digits: 1 wide below 2048, 2 wide below 4096, and so on.
 * Our own and not hdr-histogram-js, because a record here takes 5–11 ns against 13–20 ns in the library's WebAssembly and 25–40 ns in its
 * JavaScript, and a request has ten; and an `add`, of which a second of a drill has three, 5–15 µs against 45–85 µs. A test holds it to
 * the library's buckets.
 */
export class BucketCounts {
  count = 0;
  /** Grows with the largest number. */
  #counts = new Int32Array(SUB_BUCKETS);
  /** Buckets outside low … high are empty. */
  #low = NONE;
  #high = -1;

  /** @param value whole, 0 … `HIGHEST`. @returns its bucket, by which others record the same */
  record(value: number): number {
    const index = bucketOf(value);
    this.recordIn(index);
    return index;
  }

  /** Records once more what another has put into this bucket. */
  recordIn(index: number): void {
    if (index >= this.#counts.length) this.#grow(index);
    this.#counts[index]!++;
    if (index < this.#low) this.#low = index;
    if (index > this.#high) this.#high = index;
    this.count++;
  }

  add(other: BucketCounts): void {
    if (other.#high >= this.#counts.length) this.#grow(other.#high);
    const counts = this.#counts;
    const others = other.#counts;
    for (let i = other.#low; i <= other.#high; i++) counts[i]! += others[i]!;
    if (other.#low < this.#low) this.#low = other.#low;
    if (other.#high > this.#high) this.#high = other.#high;
    this.count += other.count;
  }

  /** Takes away what was added before. */
  subtract(other: BucketCounts): void {
    const counts = this.#counts;
    const others = other.#counts;
    for (let i = other.#low; i <= other.#high; i++) counts[i]! -= others[i]!;
    this.count -= other.count;
  }

  clear(): void {
    if (this.#high >= 0) this.#counts.fill(0, this.#low, this.#high + 1);
    this.#low = NONE;
    this.#high = -1;
    this.count = 0;
  }

  /** The n-th smallest number, n from 0 and below `count`, as the middle of its bucket. */
  ranked(n: number): number {
    // From the top: the high percentiles are the ones that are asked for every second.
    let above = this.count - n;
    const counts = this.#counts;
    for (let i = this.#high; i > this.#low; i--) {
      above -= counts[i]!;
      if (above <= 0) return middleOf(i);
    }
    return middleOf(this.#low);
  }

  #grow(index: number): void {
    let size = this.#counts.length;
    while (size <= index) size *= 2;
    const larger = new Int32Array(size);
    larger.set(this.#counts);
    this.#counts = larger;
  }
}

function bucketOf(value: number): number {
  if (value < SUB_BUCKETS) return value;
  if (value < INT_LIMIT) {
    const shift = 21 - Math.clz32(value);
    return shift * HALF + (value >>> shift);
  }
  // The logarithm may be off by one beside a power of two.
  let shift = Math.floor(Math.log2(value)) - 10;
  if (value >= 2 ** (shift + 11)) shift++;
  else if (value < 2 ** (shift + 10)) shift--;
  return shift * HALF + Math.floor(value / 2 ** shift);
}

/** The middle of a bucket: its upper end, as the library gives it, is up to 0.1 % too high. */
function middleOf(bucket: number): number {
  if (bucket < SUB_BUCKETS) return bucket;
  const shift = Math.floor(bucket / HALF) - 1;
  const width = 2 ** shift;
  return (bucket - shift * HALF) * width + width / 2 - 1;
}
