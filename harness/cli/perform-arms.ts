import { join } from 'node:path';
import type { AnySpec } from '../drill/drill-spec.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import { RUN, type RunRecord } from '../record/run-record.ts';
import { Drafts } from './drafts.ts';
import { EXIT } from './exit-code.ts';
import type { ShownInputs } from './flags/drill-flags.ts';
import { inParallel } from './in-parallel.ts';
import type { Interruption } from './interruption.ts';
import type { OutFolder } from './out-folder.ts';
import type { Performer } from './performer.ts';
import { toStderr } from './to-terminal.ts';
import type { Views } from './views.ts';
import { writeResults } from './write-results.ts';

/** One drill of several that are to be compared. */
export interface Arm<Spec extends AnySpec> {
  /** Which of the settings that are compared. */
  readonly arm: number;
  readonly name: string;
  readonly spec: Spec;
  /** Its folder, in that of all. */
  readonly part: string;
  /** Whether its folder has a report of its own, beside the record. */
  readonly reported: boolean;
}

/** One that has come to its end. */
export interface ArmRun {
  /** Which of the settings that are compared. */
  readonly arm: number;
  readonly record: RunRecord;
  /** Where it was written. */
  readonly path: string;
  readonly end: DrillEnd;
}

/**
 * Carries out drills that are to be compared, in their order, and writes their records. After one that fails none is begun: there is
 * nothing to compare it with.
 * @returns those that came to their end, in that order; and the exit code where not all did
 */
export async function performArms<Spec extends AnySpec>(
  arms: readonly Arm<Spec>[],
  folder: OutFolder,
  inputs: Pick<ShownInputs, 'quiet' | 'remoteWrite' | 'annotate'>,
  performer: Performer<Spec>,
  views: Views,
  interruption: Interruption,
): Promise<{ readonly runs: readonly ArmRun[]; readonly code: number | null }> {
  const drafts = new Drafts(folder, line => {
    if (!inputs.quiet) views.say(line);
  });
  let failed = false;
  const ends = await inParallel(arms, performer.atOnce, async (each): Promise<DrillEnd | null> => {
    const { name, spec, part, reported } = each;
    if (interruption.asked || failed) return null;
    const view = views.watch(spec, name);
    const drill = performer.perform(spec, part, view.watcher, drafts.of(part));
    // Loaded beside it: nothing needs records and their pages before its end.
    const [end, { keepAlone, keepRecord }] = await Promise.all([drill, import('./keep-record.ts')]);
    const keep = async (run: { readonly kind: 'run'; readonly record: RunRecord }): Promise<string | null> => {
      if (reported) return (await keepRecord(folder, part, run)).report;
      keepAlone(folder, part, run);
      return null;
    };
    const report = end.record === null ? null : await keep({ kind: 'run', record: end.record });
    await writeResults(inputs, end, spec.tags);
    view.over(end, report);
    failed ||= !isWhole(end);
    return end;
  });
  for (const end of ends) {
    if (end !== null && end.exit !== null && end.exit.code !== 105) toStderr(`${end.exit.reason}\n`);
  }
  const early = ends.find(end => end !== null && !isWhole(end)) ?? ends.find(end => end === null);
  return {
    runs: arms.flatMap(({ arm, part }, i) => {
      const end = ends[i] ?? null;
      const record = isWhole(end) ? (end?.record ?? null) : null;
      if (end === null || record === null) return [];
      return [{ arm, record, path: join(folder.path, part, RUN.file), end }];
    }),
    code: early === undefined ? null : (early?.exit?.code ?? EXIT.interrupted),
  };
}

/** Whether a drill came to its end. */
function isWhole(end: DrillEnd | null): boolean {
  return end !== null && (end.exit === null || end.exit.code === 99 || end.exit.code === 110);
}
