import { basename } from 'node:path';

/** A script's name: its file's, without the ending. */
export function nameOf(script: string): string {
  return basename(script).replace(/\.[cm]?[jt]s$/, '');
}
