/** Upper bounds of the buckets, ms. The usual deadlines (1, 2, 5, 10, 30 s) are bounds, so that lateness is a bucket of its own. */
export const DURATION_BOUNDS_MS: readonly number[] = [
  1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 10_000, 30_000,
];

/** Durations in fixed buckets: bounds are inclusive upper ends, as in Prometheus. */
export class DurationCounts {
  readonly #counts = new Float64Array(DURATION_BOUNDS_MS.length + 1);
  #sumMs = 0;

  add(ms: number): void {
    let low = 0;
    let high = DURATION_BOUNDS_MS.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ms <= (DURATION_BOUNDS_MS[middle] as number)) high = middle;
      else low = middle + 1;
    }
    this.#counts[low] = (this.#counts[low] as number) + 1;
    this.#sumMs += ms;
  }

  get count(): number {
    let count = 0;
    for (const each of this.#counts) count += each;
    return count;
  }

  /** Adds what another one has counted. */
  merge(other: DurationCounts): void {
    for (let i = 0; i < this.#counts.length; i++) {
      this.#counts[i] = (this.#counts[i] as number) + (other.#counts[i] as number);
    }
    this.#sumMs += other.#sumMs;
  }

  /** @returns counts per bucket, not cumulated; the last one is beyond every bound. */
  read(): { counts: number[]; sumMs: number } {
    return { counts: [...this.#counts], sumMs: this.#sumMs };
  }
}
