import { plannedVus, regularDurationMs, type Scenario } from './scenario.ts';
import { Vu, type VuWorld } from './vu.ts';

/** All VUs of a drill. Those that no scenario has are given out again, the most recently returned first. */
export class VuPool {
  #world: VuWorld;
  #spare: Vu[] = [];
  #made: Vu[] = [];

  constructor(world: VuWorld) {
    this.#world = world;
  }

  /** Every VU so far, by number. */
  get all(): readonly Vu[] {
    return this.#made;
  }

  /** A VU for a scenario; made if there is none to spare. @throws whatever the script's init code throws. */
  take(): Vu {
    return this.#spare.pop() ?? this.#make();
  }

  give(vu: Vu): void {
    vu.owner = null;
    this.#spare.push(vu);
  }

  /** Makes VUs until there are `count`; the first made is the first taken. @throws whatever the script's init code throws. */
  preallocate(count: number): void {
    const made: Vu[] = [];
    while (this.#made.length < count) made.push(this.#make());
    this.#spare.unshift(...made.reverse());
  }

  #make(): Vu {
    const vu = new Vu(this.#made.length + 1, this.#world);
    this.#made.push(vu);
    return vu;
  }
}

/** The most VUs that the scenarios plan at one time, with those that may still be finishing. */
export function preallocation(scenarios: readonly Scenario[]): number {
  let most = 0;
  for (const { startTimeMs: at } of scenarios) {
    let together = 0;
    for (const scenario of scenarios) {
      const endMs = scenario.startTimeMs + regularDurationMs(scenario) + scenario.gracefulStopMs;
      if (scenario.startTimeMs <= at && at < endMs) together += plannedVus(scenario);
    }
    most = Math.max(most, together);
  }
  return most;
}
