import { DurationCounts } from '../../mock-service/time/duration-counts.ts';
import { LatencyCounts } from '../measure/latency-counts.ts';
import { Trend } from '../measure/trend.ts';

/** How late iterations start: over the whole drill, and in the second under way. */
export class Lag {
  readonly all = new Trend('time');
  readonly durations = new DurationCounts();
  #second = new LatencyCounts();

  add(lagMs: number): void {
    this.all.add(lagMs);
    this.durations.add(lagMs);
    this.#second.record(lagMs);
  }

  /** The 99th percentile since the last call, ms; null if nothing started. */
  takeP99Ms(): number | null {
    const p99Ms = this.#second.percentile(99);
    this.#second.clear();
    return p99Ms;
  }
}
