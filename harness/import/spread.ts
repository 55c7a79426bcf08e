import { BucketCounts } from '../measure/bucket-counts.ts';

/** A distribution in a few figures. */
export interface Quantiles {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** Numbers, to three significant digits. */
export class Spread {
  readonly #counts = new BucketCounts();
  readonly #unit: number;
  #sum = 0;

  /** @param unit smaller differences are not told apart */
  constructor(unit = 1) {
    this.#unit = unit;
  }

  get count(): number {
    return this.#counts.count;
  }

  record(value: number): void {
    this.#counts.record(Math.round(Math.max(0, value) / this.#unit));
    this.#sum += value;
  }

  /** Null: there are none. */
  quantiles(): Quantiles | null {
    const { count } = this.#counts;
    if (count === 0) return null;
    const ranked = (share: number): number =>
      rounded(this.#counts.ranked(Math.min(count - 1, Math.floor(share * count))) * this.#unit);
    return { mean: rounded(this.#sum / count), p50: ranked(0.5), p90: ranked(0.9), p99: ranked(0.99) };
  }
}

/** Four significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
