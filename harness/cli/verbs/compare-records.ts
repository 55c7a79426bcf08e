import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { comparisonOf, type RecordPair } from '../../record/compare-record.ts';
import { readRecord } from '../../record/record-file.ts';
import { ownRecord, recordAt, recordsBelow } from '../../record/record-folder.ts';
import { RUN, type RunRecord } from '../../record/run-record.ts';
import { givenSeeds } from '../../verdict/sampling.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { keepRecord } from '../keep-record.ts';
import { withOutFolder } from '../out-folder.ts';
import { toStderr } from '../to-terminal.ts';

/** A run, and the file it came from. */
interface ReadRun {
  readonly file: string;
  readonly run: RunRecord;
}

/** What asks for drills of a comparison, of which records have none. */
const DRILLING = ['repeat', 'against', 'sensitivity'];

/**
 * `headroom compare A/run.json B/run.json`: the records of earlier runs, or folders with them; of several seeds those that both have.
 * @throws InputErrors where comparing them would mean nothing
 */
export async function compareRecords(given: Given): Promise<number> {
  const [a, b, ...more] = given.positionals;
  if (a === undefined || b === undefined || more.length > 0) {
    throw new UsageError(`headroom compare takes two records of earlier runs, and got ${given.positionals.length}`);
  }
  const drilling = DRILLING.filter(
    flag => given.has(flag) || given.text(flag) !== undefined || given.texts(flag).length > 0,
  );
  if (drilling.length > 0)
    throw new UsageError(`--${drilling.join(' and --')} would drill, and records are compared as they are`);
  if (given.text('sarif') !== undefined)
    throw new UsageError('--sarif tells of settings at the lines of their file, and records do not have it');
  if (given.text('annotate') !== undefined)
    throw new UsageError('--annotate marks drills when they end, and these have ended');
  const [theirs, ours] = [runsIn(a), runsIn(b)];
  const pairs = pairedBySeed(theirs, ours, a, b);
  const alone = [...theirs, ...ours].filter(each => !pairs.flat().includes(each));
  if (alone.length > 0)
    toStderr(`left out, since the other has no run of that seed: ${alone.map(({ file }) => file).join(', ')}\n`);
  const records: RecordPair[] = pairs.map(([{ run: baseline }, { run: candidate }]) => ({ baseline, candidate }));
  const first = records[0] as RecordPair;
  const paths = pairs.flat().map(({ file }) => file);
  const record = comparisonOf(records, paths, givenSeeds(pairs.length));
  const comparison = { kind: 'compare', record } as const;
  const names = `${first.baseline.cacheSettings.name}-${first.candidate.cacheSettings.name}`;
  const name = `${first.baseline.script.name}-${names}`;
  await withOutFolder(given.text('out'), name, async folder => {
    const kept = await keepRecord(folder, '', comparison, [first.baseline, first.candidate]);
    kept.show({ json: given.has('json'), quiet: given.has('quiet'), words: given.words });
  });
  return given.has('exit-zero') ? EXIT.pass : exitOf(record.verdict);
}

/**
 * The runs that a path means: one, or those of several seeds with the same settings. A folder is what it holds: a ranking's has runs of
 * many settings, a comparison's of two, a rollout's one in which the settings changed.
 */
function runsIn(path: string): ReadRun[] {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const own = isFolder ? ownRecord(path) : recordAt(path);
  if (own !== null && own.kind.name !== 'run' && own.kind.name !== 'repeat') {
    throw fault(path, `a ${own.kind.called}, and what is compared are runs: name the run.json of one, or its folder`);
  }
  if (own !== null && own.kind.name === 'run') return [{ file: own.file, run: readRecord(RUN, own.file) }];
  const folder = isFolder ? path : dirname(path);
  const runs = recordsBelow(folder, RUN).map(file => ({ file, run: readRecord(RUN, file) }));
  if (runs.length === 0) throw fault(path, 'a folder without runs: there is no run.json below it');
  const [first] = runs as [ReadRun, ...ReadRun[]];
  for (const each of runs) {
    if (each.run.cacheSettings.fingerprint !== first.run.cacheSettings.fingerprint) {
      const names = `${first.run.cacheSettings.name} in ${first.file}, ${each.run.cacheSettings.name} in ${each.file}`;
      throw fault(path, `a folder with runs of several settings (${names}): name the folder of one of them`);
    }
    const same = runs.find(other => other !== each && other.run.seed === each.run.seed);
    if (same !== undefined) {
      throw fault(
        path,
        `a folder with several runs of seed ${each.run.seed} (${same.file} and ${each.file}): name one`,
      );
    }
  }
  return runs;
}

function fault(file: string, message: string): InputErrors {
  return new InputErrors([{ file, line: null, column: null, path: '', message }]);
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
  throw fault(
    `${aPath} and ${bPath}`,
    `cannot be compared: they have no seed in common (${seedsOf(a)} and ${seedsOf(b)})`,
  );
}

function seedsOf(runs: readonly ReadRun[]): string {
  return runs.map(({ run }) => run.seed).join(', ');
}
