import { type Timer, timer } from '../../mock-service/time/clock.ts';
import type { ConstantVus } from './constant-vus.ts';
import type { RampingVus } from './ramping-vus.ts';
import { plannedVus } from './scenario.ts';
import { ScenarioRun, type ScenarioWorld } from './scenario-run.ts';
import type { Vu } from './vu.ts';
import { VuSteps } from './vu-steps.ts';

/** A VU's place in the loop; `leaving` is pending while a stage has removed it and it may still finish its iteration. */
interface Loop {
  readonly vu: Vu;
  readonly leaving: Timer;
  left: boolean;
}

/** constant-vus and ramping-vus: VUs that iterate as often as they can. */
export class LoopRun extends ScenarioRun<ConstantVus | RampingVus> {
  #steps: VuSteps;
  #loops: Loop[] = [];
  #byVu = new Map<Vu, Loop>();
  /** Loops that no stage has removed: the first `#wanted` of `#loops`. */
  #wanted = 0;
  #step: Timer = timer(now => this.#follow(now));

  constructor(scenario: ConstantVus | RampingVus, world: ScenarioWorld) {
    super(scenario, world);
    this.#steps =
      scenario.executor === 'constant-vus'
        ? new VuSteps(scenario.vus, [])
        : new VuSteps(scenario.startVUs, scenario.stages);
  }

  protected override opened(now: number): void {
    this.#follow(now);
  }

  protected override idle(vu: Vu, now: number): void {
    const loop = this.#byVu.get(vu) as Loop;
    if (loop.left || this.closed) this.#drop(loop);
    else this.#begin(vu, now);
  }

  protected override closing(now: number, regular: boolean): void {
    this.world.clock.cancel(this.#step);
    if (regular) {
      // The last stage's end is the scenario's; a graceful ramp-down goes on beside gracefulStop.
      for (; this.startedAt + this.#steps.atMs <= now; this.#steps.advance()) this.#removeDownTo(this.#steps.vus, now);
    } else for (const loop of this.#loops) this.world.clock.cancel(loop.leaving);
  }

  #follow(now: number): void {
    const steps = this.#steps;
    while (this.startedAt + steps.atMs <= now) {
      while (this.#wanted < steps.vus) if (!this.#add(now)) return;
      this.#removeDownTo(steps.vus, now);
      steps.advance();
    }
    if (steps.atMs < Number.POSITIVE_INFINITY) this.world.clock.schedule(this.#step, this.startedAt + steps.atMs);
  }

  #add(now: number): boolean {
    // One that a stage removed and that still finishes its iteration stays instead.
    const back = this.#loops[this.#wanted];
    if (back !== undefined) {
      this.world.clock.cancel(back.leaving);
      back.left = false;
    } else {
      const vu = this.acquire(plannedVus(this.scenario));
      if (vu === null) return false;
      const loop: Loop = { vu, left: false, leaving: timer(now => this.#expel(loop, now)) };
      this.#loops.push(loop);
      this.#byVu.set(vu, loop);
      this.#begin(vu, now);
    }
    this.#wanted++;
    return true;
  }

  #removeDownTo(vus: number, now: number): void {
    const { scenario, world } = this;
    const graceMs = scenario.executor === 'ramping-vus' ? scenario.gracefulRampDownMs : 0;
    while (this.#wanted > vus) {
      const loop = this.#loops[--this.#wanted] as Loop;
      loop.left = true;
      world.clock.schedule(loop.leaving, now + graceMs);
    }
  }

  /** The graceful ramp-down is over. */
  #expel(loop: Loop, now: number): void {
    this.#forget(loop);
    this.interrupt(loop.vu, now);
  }

  #drop(loop: Loop): void {
    this.world.clock.cancel(loop.leaving);
    this.#forget(loop);
    this.release(loop.vu);
  }

  #forget(loop: Loop): void {
    this.#byVu.delete(loop.vu);
    this.#loops.splice(this.#loops.indexOf(loop), 1);
  }

  #begin(vu: Vu, now: number): void {
    this.accounts.due++;
    this.begin(vu, now, now);
  }
}
