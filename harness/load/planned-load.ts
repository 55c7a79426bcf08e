import type { RateCurve } from './rate-curve.ts';
import { rateCurve, type Scenario } from './scenario.ts';

/** The iterations that open-loop scenarios plan over a drill: the curves, not what a random draw made of them. */
export class PlannedLoad {
  #curves: { readonly name: string; readonly startMs: number; readonly curve: RateCurve }[] = [];

  constructor(scenarios: readonly Scenario[]) {
    for (const scenario of scenarios) {
      const curve = rateCurve(scenario);
      if (curve !== null) this.#curves.push({ name: scenario.name, startMs: scenario.startTimeMs, curve });
    }
  }

  /** The scenarios that plan a rate; a closed loop plans none. */
  get scenarios(): string[] {
    return this.#curves.map(({ name }) => name);
  }

  /** Iterations due per second at `ms` from the test's start, of all scenarios or of one. */
  rateAt(ms: number, scenario?: string): number {
    let rate = 0;
    for (const { name, startMs, curve } of this.#curves) {
      if (scenario === undefined || name === scenario) rate += curve.rateAt(ms - startMs);
    }
    return rate;
  }

  /** Iterations due from `fromMs` up to `toMs` from the test's start, of all scenarios or of one. */
  between(fromMs: number, toMs: number, scenario?: string): number {
    let count = 0;
    for (const { name, startMs, curve } of this.#curves) {
      if (scenario === undefined || name === scenario)
        count += curve.countBy(toMs - startMs) - curve.countBy(fromMs - startMs);
    }
    return count;
  }
}
