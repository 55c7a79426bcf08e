import type { LoadEngine } from '../load/load-engine.ts';
import type { LoadSample } from '../measure/series.ts';

/** Reads the load engine once a second and gives what happened in that second. */
export class LoadSampler {
  #due = new Map<string, number>();
  #dropped = 0;

  sample(engine: LoadEngine): LoadSample {
    const due: Record<string, number> = {};
    for (const { name, accounts } of engine.runs) {
      due[name] = accounts.due - (this.#due.get(name) ?? 0);
      this.#due.set(name, accounts.due);
    }
    const { dropped } = engine.accounts;
    const droppedNow = dropped - this.#dropped;
    this.#dropped = dropped;
    return { due, dropped: droppedNow, lagP99Ms: engine.takeLagP99Ms(), vus: engine.vusActive };
  }
}
