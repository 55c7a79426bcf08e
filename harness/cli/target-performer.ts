import { resolve } from 'node:path';
import type { DrillWatcher } from '../drill/drill-watcher.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Interruption } from './interruption.ts';
import { performTarget, type TargetDrill } from './perform-target.ts';
import type { Performer } from './performer.ts';

/** Of a system that exists: one after another, each from the state that the target's `reset` brings it to where there are several. */
export class TargetPerformer implements Performer<TargetDrill> {
  readonly atOnce = 1;
  readonly #interruption: Interruption;
  readonly #folder: string;
  readonly #several: boolean;
  #begun = 0;

  /** @param folder where the journals of what is done to it go, each in the part of its drill */
  constructor(folder: string, several: boolean, interruption: Interruption) {
    this.#folder = folder;
    this.#several = several;
    this.#interruption = interruption;
  }

  perform(
    spec: TargetDrill,
    part: string,
    watcher: DrillWatcher,
    drafted: (record: RunRecord) => void = () => {},
  ): Promise<DrillEnd> {
    const reset = !this.#several ? 'no' : this.#begun++ === 0 ? 'after a look' : 'before a look';
    return performTarget(spec, { folder: resolve(this.#folder, part), reset }, watcher, this.#interruption, drafted);
  }

  async close(): Promise<void> {}
}
