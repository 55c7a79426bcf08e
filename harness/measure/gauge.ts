import type { Sink } from './sink.ts';

/** The latest of a value, with its extremes. */
export class Gauge implements Sink {
  samples = 0;
  #value = Number.NaN;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.samples++;
    this.#value = value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  get value(): number {
    return this.#value;
  }

  statistic(name: string): number {
    if (this.samples === 0) return Number.NaN;
    if (name === 'value') return this.#value;
    if (name === 'min') return this.#min;
    return name === 'max' ? this.#max : Number.NaN;
  }

  values(): Record<string, number> {
    if (this.samples === 0) return { value: 0, min: 0, max: 0 };
    return { value: this.#value, min: this.#min, max: this.#max };
  }

  /** The other's value counts as the later one. */
  merge(other: Gauge): void {
    if (other.samples === 0) return;
    this.samples += other.samples;
    this.#value = other.#value;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }
}
