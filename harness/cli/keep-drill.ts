import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnySpec } from '../drill/drill-spec.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import { repeatOf } from '../record/repeat-record.ts';
import { RUN, type RunRecord } from '../record/run-record.ts';
import type { PlayOffer } from '../report/html/play-part.ts';
import { LOAD_PERFORMANCE_FILE, loadPerformance } from '../report/load-performance.ts';
import type { Interrupted } from '../verdict/interrupted.ts';
import type { DrillInputs } from './flags/drill-flags.ts';
import { keepRecord } from './keep-record.ts';
import type { OutFolder } from './out-folder.ts';
import { showEnd } from './show-end.ts';
import type { DrillView, Views } from './views.ts';
import { writeResults } from './write-results.ts';
import { writeSummary } from './write-summary.ts';

/** A seed's record, and where it was written. */
export interface RecordedRun {
  readonly record: RunRecord;
  readonly path: string;
}

/** Tells what a page carries of the drill itself that it is of. */
export type CarryDrill = (end: DrillEnd, record: RunRecord) => Promise<PlayOffer>;

/** Where what is kept goes, and how it is shown. */
export interface Keeping {
  readonly folder: OutFolder;
  readonly inputs: Pick<
    DrillInputs,
    'remoteWrite' | 'annotate' | 'allowWrite' | 'gitlab' | 'sarif' | 'json' | 'quiet' | 'words'
  >;
  readonly views: Views;
}

/**
 * Keeps what a drill that is over has left, and shows it.
 * @param part the drill's own of the folder; '' if it is the only one
 * @param carry what its page carries of the drill itself; null: nothing
 * @returns null where it has no record
 */
export async function keepDrill(
  end: DrillEnd,
  part: string,
  tags: AnySpec['tags'],
  view: DrillView,
  { folder, inputs, views }: Keeping,
  carry: CarryDrill | null = null,
): Promise<RecordedRun | null> {
  const { record } = end;
  const kept =
    record === null
      ? null
      : await keepRecord(folder, part, { kind: 'run', record }, [], (await carry?.(end, record)) ?? null);
  await writeResults(inputs, end, tags);
  if (record !== null && inputs.gitlab)
    folder.keep(join(part, LOAD_PERFORMANCE_FILE), file => writeFileSync(file, loadPerformance(record)));
  view.over(end, kept?.report ?? null);
  views.aside(() => {
    const several = part !== '';
    const place = { folder, part, anywhere: inputs.allowWrite, stdoutTaken: inputs.json || several };
    if (end.summary !== null) writeSummary(end.summary, place);
    showEnd(end, kept, inputs, several);
  });
  return record === null ? null : { record, path: kept?.record ?? join(folder.path, part, RUN.file) };
}

/** What several seeds come to together. @param runs those that came to their end */
export async function keepRepeat(
  runs: readonly RecordedRun[],
  interrupted: Interrupted | undefined,
  { folder, inputs, views }: Keeping,
): Promise<void> {
  if (runs.length === 0) return;
  const records = runs.map(({ record }) => record);
  const paths = runs.map(({ path }) => path);
  const kept = await keepRecord(
    folder,
    '',
    { kind: 'repeat', record: repeatOf(records, paths, interrupted) },
    records.slice(0, 1),
  );
  views.aside(() => kept.show(inputs));
}
