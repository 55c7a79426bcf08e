import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputErrors } from '../settings/input-errors.ts';
import { nearMiss } from '../settings/near-miss.ts';
import { systemErrorText } from '../settings/system-error.ts';

/** Longer files are not settings. */
const LONGEST_FILE = 1_000_000;

/** @throws InputErrors if the file cannot be read; says which one may have been meant. */
export function readText(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputErrors([{ file, line: null, column: null, path: '', message: unreadable(file, error) }]);
  }
  if (text.length <= LONGEST_FILE) return text;
  const message = `too long (got ${text.length} characters); at most ${LONGEST_FILE} are allowed`;
  throw new InputErrors([{ file, line: null, column: null, path: '', message }]);
}

function unreadable(file: string, error: unknown): string {
  const why = systemErrorText(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT') return code === 'EISDIR' ? 'a folder; a file is needed' : `cannot be read: ${why}`;
  let names: string[] = [];
  try {
    names = readdirSync(dirname(file));
  } catch {
    return `no such file, nor is there a folder ${dirname(file)}`;
  }
  const meant = nearMiss(basename(file), names);
  return meant === undefined ? 'no such file' : `no such file; did you mean ${join(dirname(file), meant)}?`;
}
