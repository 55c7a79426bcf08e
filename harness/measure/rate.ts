import type { Sink } from './sink.ts';

/** The share of samples that were not zero. */
export class Rate implements Sink {
  samples = 0;
  #passes = 0;

  add(value: number): void {
    this.samples++;
    if (value !== 0) this.#passes++;
  }

  get passes(): number {
    return this.#passes;
  }

  statistic(name: string): number {
    if (name === 'rate') return this.#passes / this.samples;
    if (name === 'passes') return this.#passes;
    return name === 'fails' ? this.samples - this.#passes : Number.NaN;
  }

  values(): Record<string, number> {
    return {
      rate: this.samples === 0 ? 0 : this.#passes / this.samples,
      passes: this.#passes,
      fails: this.samples - this.#passes,
    };
  }

  merge(other: Rate): void {
    this.samples += other.samples;
    this.#passes += other.#passes;
  }
}
