import { recordText } from '../record/record-file.ts';
import { repeatOf, writeRepeat } from '../record/repeat-record.ts';
import type { RunRecord } from '../record/run-record.ts';
import { paintFor } from '../report/paint.ts';
import { repeatLine, repeatText } from '../report/repeat-text.ts';
import { type OutFolder, placesText } from './out-folder.ts';

/** A seed's record, and where it was written. */
export interface RecordedRun {
  readonly record: RunRecord;
  readonly path: string;
}

/** Writes `repeat.json` over the records of several seeds and shows it on stdout, in the form asked for. */
export function showRepeat(
  folder: OutFolder,
  runs: readonly RecordedRun[],
  form: { json: boolean; quiet: boolean },
): void {
  if (runs.length === 0) return;
  const repeat = repeatOf(
    runs.map(({ record }) => record),
    runs.map(({ path }) => path),
  );
  const kept = folder.keep('repeat.json', file => writeRepeat(file, repeat));
  if (form.json) process.stdout.write(recordText(repeat));
  else if (form.quiet) process.stdout.write(`${repeatLine(repeat)}\n`);
  else
    process.stdout.write(
      `${repeatText(repeat, paintFor(process.stdout, process.env))}\n${placesText({ Record: kept })}`,
    );
}
