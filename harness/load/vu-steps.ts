import type { Stage } from './stages.ts';

/**
 * How many VUs ramping-vus wants over time. In a stage from a to b of length d the j-th change, to a ± j, happens at j·d/|b − a|
 * after the stage's start, so the stage ends with its target; a stage of 0 ms is one change. Holds one step at a time.
 */
export class VuSteps {
  /** When the step happens, ms from the scenario's start; Infinity when there are no more. */
  atMs = 0;
  /** How many VUs are wanted from then on. */
  vus: number;
  #stages: readonly Stage[];
  #stage = 0;
  #stageStartMs = 0;
  #from: number;
  #step = 0;

  /** Stands at the first step: `startVUs` at 0. */
  constructor(startVUs: number, stages: readonly Stage[]) {
    this.vus = startVUs;
    this.#from = startVUs;
    this.#stages = stages;
  }

  /** Moves to the next step. */
  advance(): void {
    for (; this.#stage < this.#stages.length; this.#stage++) {
      const { durationMs, target } = this.#stages[this.#stage] as Stage;
      const change = target - this.#from;
      const steps = durationMs === 0 ? Math.min(1, Math.abs(change)) : Math.abs(change);
      if (this.#step < steps) {
        this.#step++;
        this.atMs = this.#stageStartMs + (durationMs * this.#step) / steps;
        this.vus = this.#step === steps ? target : this.#from + Math.sign(change) * this.#step;
        return;
      }
      this.#stageStartMs += durationMs;
      this.#from = target;
      this.#step = 0;
    }
    this.atMs = Number.POSITIVE_INFINITY;
  }
}

/** The most VUs that the steps ever want. */
export function mostVus(startVUs: number, stages: readonly Stage[]): number {
  return stages.reduce((most, { target }) => Math.max(most, target), startVUs);
}
