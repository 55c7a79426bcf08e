import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isSystemError } from '../settings/system-error.ts';

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where the system says that a folder is not there though its parent
 * is: below /proc, or in a working folder that was removed.
 * @returns whether it was not there before
 * @throws the system's error
 */
export function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    const above = dirname(path);
    if (error.code !== 'ENOENT' || above === path || !makeFolder(above)) throw error;
  }
  mkdirSync(path);
  return true;
}
