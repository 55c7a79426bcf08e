import { z } from 'zod';
import type { Fact } from './fact.ts';
import { LatencyCounts } from './latency-counts.ts';

/** The window whose 99th percentile is the highest. */
export const windowP99Schema = z.strictObject({
  fromS: z.int().describe('Its first second.'),
  p99Ms: z.number(),
});

export type WindowP99 = Fact<typeof windowP99Schema>;

/** Seconds in a window, and how many requests must end in it for its p99 to mean something (model §7). */
const WINDOW_S = 10;
export const WINDOW_REQUESTS = 1000;

/** Slides a window of ten seconds over a drill, a second at a time, and remembers the worst one. */
export class WorstWindow {
  worst: WindowP99 | null = null;
  #ring: LatencyCounts[] = [];
  #seconds = 0;
  #sum = new LatencyCounts();

  /** Takes the next second's latencies over, and gives empty counts for the one after it: nothing is copied. */
  push(second: LatencyCounts): LatencyCounts {
    const slot = this.#seconds % WINDOW_S;
    const oldest = this.#ring[slot];
    this.#ring[slot] = second;
    if (oldest !== undefined) this.#sum.subtract(oldest);
    if (this.#sum.count === 0) this.#sum.clear();
    this.#sum.add(second);
    this.#seconds++;
    this.#look();
    if (oldest === undefined) return new LatencyCounts();
    oldest.clear();
    return oldest;
  }

  /** Adds to the latest second what is known of it only now. */
  amend(more: LatencyCounts): void {
    this.#ring[(this.#seconds - 1) % WINDOW_S]?.add(more);
    this.#sum.add(more);
    this.#look();
  }

  /** The same so far, to go on by itself. */
  fork(): WorstWindow {
    const fork = new WorstWindow();
    fork.worst = this.worst;
    fork.#seconds = this.#seconds;
    fork.#sum.add(this.#sum);
    fork.#ring = this.#ring.map(second => {
      const copy = new LatencyCounts();
      copy.add(second);
      return copy;
    });
    return fork;
  }

  #look(): void {
    if (this.#seconds < WINDOW_S || this.#sum.count < WINDOW_REQUESTS) return;
    const p99Ms = this.#sum.percentile(99) as number;
    if (this.worst === null || p99Ms > this.worst.p99Ms) this.worst = { fromS: this.#seconds - WINDOW_S, p99Ms };
  }
}
