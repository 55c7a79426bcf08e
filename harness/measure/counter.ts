import type { Sink } from './sink.ts';

/** A sum of what happened. */
export class Counter implements Sink {
  samples = 0;
  #sum = 0;

  add(value: number): void {
    this.samples++;
    this.#sum += value;
  }

  get sum(): number {
    return this.#sum;
  }

  statistic(name: string, elapsedMs: number): number {
    if (name === 'count') return this.#sum;
    return name === 'rate' && elapsedMs > 0 ? this.#sum / (elapsedMs / 1000) : Number.NaN;
  }

  values(_trendStats: readonly string[], elapsedMs: number): Record<string, number> {
    return { count: this.#sum, rate: elapsedMs > 0 ? this.#sum / (elapsedMs / 1000) : 0 };
  }

  merge(other: Counter): void {
    this.samples += other.samples;
    this.#sum += other.#sum;
  }
}
