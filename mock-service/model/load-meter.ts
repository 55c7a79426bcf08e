import type { Clock } from '../time/clock.ts';
import type { Load } from './cost-draws.ts';
import type { Cpu } from './cpu.ts';

/** How fast the past is forgotten, ms. */
export const LOAD_MEMORY_MS = 1000;

/**
 * How busy an instance's cores have been lately: their busy share between two readings, exponentially smoothed over time. Costs that
 * go with the load are drawn by it, and read it each time.
 */
export class LoadMeter implements Load {
  readonly #clock: Clock;
  readonly #cpu: Cpu;
  #share = 0;
  #at: number;
  #busyMs = 0;

  constructor(clock: Clock, cpu: Cpu) {
    this.#clock = clock;
    this.#cpu = cpu;
    this.#at = clock.now();
  }

  share(): number {
    const now = this.#clock.now();
    const elapsed = now - this.#at;
    if (elapsed <= 0) return this.#share;
    const busyMs = this.#cpu.busyMs(now);
    const busy = Math.min(1, Math.max(0, (busyMs - this.#busyMs) / (elapsed * this.#cpu.cores)));
    this.#share = busy + (this.#share - busy) * Math.exp(-elapsed / LOAD_MEMORY_MS);
    this.#at = now;
    this.#busyMs = busyMs;
    return this.#share;
  }
}
