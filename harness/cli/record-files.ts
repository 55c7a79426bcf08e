import { globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';

/** Where records go unless `--out` says otherwise. */
export const RUNS_FOLDER = 'runs';

/** The kinds of records, by the name of their file. A folder with several is that of the first here: the others are its parts. */
export const RECORD_NAMES = [
  'rollout.json',
  'repeat.json',
  'ranking.json',
  'compare.json',
  'run.json',
  'capacity.json',
  'sweep.json',
  'instances.json',
  'saturation.json',
] as const;
export type RecordName = (typeof RECORD_NAMES)[number];

/** Files of one kind anywhere below a folder, in the order of their paths: that of time, as folders are named. */
export function recordsBelow(folder: string, name: RecordName): string[] {
  return globSync(`**/${name}`, { cwd: folder })
    .map(path => join(folder, path))
    .sort();
}

/**
 * The record that a path means: a record file, or a folder with one.
 * @param names kinds that will do, the first one there is
 * @throws InputErrors if there is none
 */
export function recordFile(path: string, names: readonly RecordName[]): { file: string; name: RecordName } {
  const fault = (message: string): InputErrors =>
    new InputErrors([{ file: path, line: null, column: null, path: '', message }]);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw fault('there is no such file or folder');
  if (stat.isDirectory()) {
    const name = names.find(each => statSync(join(path, each), { throwIfNoEntry: false }) !== undefined);
    if (name === undefined) throw fault(`a folder without a record; it would hold ${names.join(' or ')}`);
    return { file: join(path, name), name };
  }
  // A record that was renamed on the way still says by its content what it is: the reader will tell.
  const name = names.find(each => each === basename(path)) ?? (names[0] as RecordName);
  return { file: path, name };
}
