import { existsSync, globSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { kindIn } from './record-file.ts';
import { type AnyKind, RECORD_KINDS } from './record-kinds.ts';

/** A file with a record in it, of the kind that it holds. */
export interface FoundRecord {
  readonly file: string;
  readonly kind: AnyKind;
}

/**
 * The record that a path means: a file, or a folder's own. A folder is what the first of the kinds in it is; the others are its parts.
 * @param kinds that will do; what a file holds is for its reader to tell
 * @throws InputErrors if there is none
 */
export function recordAt(path: string, kinds: readonly AnyKind[] = RECORD_KINDS): FoundRecord {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw fault(path, 'there is no such file or folder');
  const found = stat.isDirectory() ? ownRecord(path, kinds) : recordIn(path);
  if (found !== null) return found;
  if (!stat.isDirectory()) throw fault(path, 'not a record of Headroom: it has not the keys of one');
  throw fault(path, `a folder without a record; it would hold ${kinds.map(({ file }) => file).join(' or ')}`);
}

/** A folder's own record; null: it has none. @throws InputErrors if it has several that could be it */
export function ownRecord(folder: string, kinds: readonly AnyKind[] = RECORD_KINDS): FoundRecord | null {
  const found = readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .map(name => recordIn(join(folder, name)))
    .filter(record => record !== null);
  for (const kind of kinds) {
    const those = found.filter(record => record.kind === kind);
    const named = those.find(({ file }) => basename(file) === kind.file);
    if (named !== undefined) return named;
    if (those.length > 1) {
      const names = those.map(({ file }) => basename(file)).join(', ');
      throw fault(folder, `a folder with several of kind ${kind.called} (${names}); name one of them`);
    }
    if (those[0] !== undefined) return those[0];
  }
  return null;
}

/** Files of a kind anywhere below a folder, in the order of their paths: that of time, as folders are named. */
export function recordsBelow(folder: string, { file }: AnyKind): string[] {
  return globSync(`**/${file}`, { cwd: folder })
    .map(path => join(folder, path))
    .sort();
}

/** Where a part of a record is: where the record says, or below the folder beside it if both were moved; null: it is gone. */
export function partOf(file: string, path: string): string | null {
  const names = path.split('/');
  const moved = names.map((_, i) => join(dirname(file), names.slice(-1 - i).join('/')));
  // The longest that is there: a folder's own record has the name of its parts'.
  return [path, ...moved.slice(1).toReversed()].find(each => existsSync(each)) ?? null;
}

/** Known by what it holds; by its name where it holds nothing that can be told, so that the reader says what is wrong with it. */
function recordIn(file: string): FoundRecord | null {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return null;
  const kind = kindIn(file) ?? RECORD_KINDS.find(each => each.file === basename(file));
  return kind === undefined ? null : { file, kind };
}

function fault(file: string, message: string): InputErrors {
  return new InputErrors([{ file, line: null, column: null, path: '', message }]);
}
