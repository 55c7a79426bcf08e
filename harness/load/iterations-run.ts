import type { PerVuIterations } from './per-vu-iterations.ts';
import { ScenarioRun } from './scenario-run.ts';
import type { SharedIterations } from './shared-iterations.ts';
import type { Vu } from './vu.ts';

/** shared-iterations and per-vu-iterations: VUs that iterate until their budget is used up. */
export class IterationsRun extends ScenarioRun<SharedIterations | PerVuIterations> {
  /** All iterations of the scenario. */
  get budget(): number {
    const { executor, iterations, vus } = this.scenario;
    return executor === 'shared-iterations' ? iterations : iterations * vus;
  }

  override progress(now: number): number {
    return Math.max(super.progress(now), this.accounts.started / this.budget);
  }

  protected override opened(now: number): void {
    for (let i = 0; i < this.scenario.vus; i++) {
      const vu = this.acquire(this.scenario.vus);
      if (vu !== null) this.idle(vu, now);
    }
  }

  protected override idle(vu: Vu, now: number): void {
    const { accounts, budget } = this;
    if (this.closed || accounts.started >= budget || !this.#may(vu)) {
      this.release(vu);
      return;
    }
    accounts.due++;
    this.begin(vu, now, now);
    if (accounts.started >= budget) this.exhausted = true;
  }

  protected override closing(now: number, regular: boolean): void {
    const left = this.budget - this.accounts.started;
    if (!regular || left === 0) return;
    this.accounts.due += left;
    this.accounts.dropped += left;
    this.world.dropped(this, left, now);
  }

  /** Whether the VU has iterations of its own left. */
  #may(vu: Vu): boolean {
    return this.scenario.executor === 'shared-iterations' || vu.iterationsInScenario < this.scenario.iterations;
  }
}
