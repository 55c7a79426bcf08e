import { DrillProcesses } from '../drill/drill-processes.ts';
import type { AnySpec, DrillSpec } from '../drill/drill-spec.ts';
import type { DrillWatcher } from '../drill/drill-watcher.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Interruption } from './interruption.ts';
import { performDrill } from './perform-drill.ts';

/** Carries out the drills of a command, whatever is drilled: on the virtual clock, on a site of this machine, or on a system that exists. */
export interface Performer<Spec extends AnySpec> {
  /** Drills at once. */
  readonly atOnce: number;
  /**
   * One drill from its beginning to its end.
   * @param part its folder, in that of all
   * @param drafted told every few seconds of what has been measured so far
   */
  perform(spec: Spec, part: string, watcher: DrillWatcher, drafted?: (record: RunRecord) => void): Promise<DrillEnd>;
  close(): Promise<void>;
}

/** Of a modelled site. */
export class ModelPerformer implements Performer<DrillSpec> {
  readonly atOnce: number;
  readonly #interruption: Interruption;
  readonly #targetsFile: string | null;
  /** Virtual drills of the same script share them. */
  readonly #processes: DrillProcesses | null;

  /** @param targetsFile where Prometheus is told of the site's processes; null: the default */
  constructor(atOnce: number, interruption: Interruption, targetsFile: string | null, sharesProcesses: boolean) {
    this.atOnce = atOnce;
    this.#interruption = interruption;
    this.#targetsFile = targetsFile;
    this.#processes = sharesProcesses ? new DrillProcesses() : null;
  }

  perform(
    spec: DrillSpec,
    _part = '',
    watcher: DrillWatcher,
    drafted: (record: RunRecord) => void = () => {},
  ): Promise<DrillEnd> {
    const how = { targetsFile: this.#targetsFile, drafted, processes: this.#processes };
    return performDrill(spec, watcher, this.#interruption, how);
  }

  async close(): Promise<void> {
    await this.#processes?.stop();
  }
}
