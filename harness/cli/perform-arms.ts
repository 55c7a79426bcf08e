import type { DrillSpec } from '../drill/drill-spec.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import type { RunRecord } from '../record/run-record.ts';
import { runLine } from '../report/text.ts';
import { Drafts } from './drafts.ts';
import { EXIT } from './exit-code.ts';
import type { DrillInputs } from './flags/drill-flags.ts';
import { inParallel } from './in-parallel.ts';
import type { Interruption } from './interruption.ts';
import type { OutFolder } from './out-folder.ts';
import { performDrill } from './perform-drill.ts';
import type { Views } from './views.ts';
import { writeResults } from './write-results.ts';

/** One drill of several that are to be compared. */
export interface Arm {
  readonly name: string;
  readonly spec: DrillSpec;
  /** Its folder, in that of all. */
  readonly part: string;
}

/** Drills that came to their end, seed by seed, in each the arms in their order. */
export interface Drilled {
  readonly arms: readonly Arm[];
  readonly records: readonly RunRecord[];
  readonly seeds: number;
}

/**
 * Carries out drills that are to be compared, in their order, and writes their records.
 * @returns the records, null of one that did not come to its end; and then the exit code
 */
export async function performArms(
  arms: readonly Arm[],
  folder: OutFolder,
  inputs: DrillInputs,
  atOnce: number,
  views: Views,
  interruption: Interruption,
): Promise<{ readonly records: readonly (RunRecord | null)[]; readonly code: number | null }> {
  const drafts = new Drafts(folder, line => {
    if (!inputs.quiet) views.say(line);
  });
  const ends = await inParallel(arms, atOnce, async ({ name, spec, part }): Promise<DrillEnd | null> => {
    if (interruption.asked) return null;
    const view = views.watch(spec, name);
    const drill = performDrill(spec, view.watcher, interruption, inputs.targets, drafts.of(part));
    // Loaded beside it: nothing needs records and their pages before its end.
    const [end, { keepRecord }] = await Promise.all([drill, import('./keep-record.ts')]);
    const kept = end.record === null ? null : await keepRecord(folder, part, { kind: 'run', record: end.record });
    if (end.record !== null) await writeResults(inputs.remoteWrite, end.record, spec.tags);
    view.over(end, kept?.report ?? null);
    if (end.record !== null && !inputs.quiet) views.say(`${name}: ${runLine(end.record)}`);
    return end;
  });
  for (const end of ends) {
    if (end !== null && end.exit !== null && end.exit.code !== 105) process.stderr.write(`${end.exit.reason}\n`);
  }
  const early = ends.find(end => !isWhole(end));
  return {
    records: ends.map(end => (isWhole(end) ? (end?.record ?? null) : null)),
    code: early === undefined ? null : (early?.exit?.code ?? EXIT.interrupted),
  };
}

/** Whether a drill came to its end. */
function isWhole(end: DrillEnd | null): boolean {
  return end !== null && (end.exit === null || end.exit.code === 99 || end.exit.code === 110);
}
