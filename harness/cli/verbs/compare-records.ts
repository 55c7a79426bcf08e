import { statSync } from 'node:fs';
import { join } from 'node:path';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { RandomStream } from '../../../mock-service/time/random.ts';
import { comparisonOf, type RecordPair } from '../../record/compare-record.ts';
import { readRun } from '../../record/run-file.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { withOutFolder } from '../out-folder.ts';
import { recordFile, recordsBelow } from '../record-files.ts';
import { keepComparison, showComparison } from '../show-comparison.ts';

/** A run, and the file it came from. */
interface ReadRun {
  readonly file: string;
  readonly run: RunRecord;
}

/** Whether an argument of `compare` means earlier runs: their record, or a folder. */
export function meansRuns(path: string): boolean {
  return path.endsWith('.json') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * `headroom compare A/run.json B/run.json`: the records of earlier runs, or folders with them; of several seeds those that both have.
 * @throws InputErrors where comparing them would mean nothing
 */
export async function compareRecords(given: Given): Promise<number> {
  const [a, b, ...more] = given.positionals;
  if (a === undefined || b === undefined || more.length > 0) {
    throw new UsageError(`headroom compare takes two records of earlier runs, and got ${given.positionals.length}`);
  }
  const pairs = pairedBySeed(runsIn(a), runsIn(b), a, b);
  const records: RecordPair[] = pairs.map(([{ run: baseline }, { run: candidate }]) => ({ baseline, candidate }));
  const first = records[0] as RecordPair;
  const paths = pairs.flat().map(({ file }) => file);
  const comparison = comparisonOf(records, paths, new RandomStream(first.baseline.seed));
  const names = `${first.baseline.cacheSettings.name}-${first.candidate.cacheSettings.name}`;
  const name = `${first.baseline.script.name}-${names}`;
  await withOutFolder(given.text('out'), name, async folder => {
    const kept = await keepComparison(folder, '', comparison, first);
    showComparison(comparison, kept, { json: given.has('json'), quiet: given.has('quiet') });
  });
  return given.has('exit-zero') ? EXIT.pass : exitOf(comparison.verdict);
}

/** The runs that a path means: one record, or a folder with one or with those of several seeds. */
function runsIn(path: string): ReadRun[] {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const own = isFolder ? statSync(join(path, 'run.json'), { throwIfNoEntry: false }) : undefined;
  const files = isFolder && own === undefined ? recordsBelow(path, 'run.json') : [recordFile(path, ['run.json']).file];
  if (files.length === 0) recordFile(path, ['run.json']);
  return files.map(file => ({ file, run: readRun(file) }));
}

/** Runs of the same seed belong together; of one run each the comparison itself looks at the seeds. */
function pairedBySeed(
  a: readonly ReadRun[],
  b: readonly ReadRun[],
  aPath: string,
  bPath: string,
): [ReadRun, ReadRun][] {
  if (a.length === 1 && b.length === 1) return [[a[0] as ReadRun, b[0] as ReadRun]];
  const pairs = a.flatMap((mine): [ReadRun, ReadRun][] => {
    const theirs = b.find(({ run }) => run.seed === mine.run.seed);
    return theirs === undefined ? [] : [[mine, theirs]];
  });
  if (pairs.length > 0) return pairs;
  const message = `cannot be compared: they have no seed in common (${seedsOf(a)} and ${seedsOf(b)})`;
  throw new InputErrors([{ file: `${aPath} and ${bPath}`, line: null, column: null, path: '', message }]);
}

function seedsOf(runs: readonly ReadRun[]): string {
  return runs.map(({ run }) => run.seed).join(', ');
}
