import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

/** Where a command is, or why it cannot be run. */
export type FoundCommand = { readonly path: string } | { readonly wrong: string };

/**
 * Finds a program as a shell does: by its path, from the folder of the file that names it, or by its name.
 * @param file that names it
 * @param path folders, as the environment's PATH has them
 */
export function findCommand(name: string, file: string, path = process.env.PATH ?? ''): FoundCommand {
  if (name.includes('/')) {
    const found = resolve(dirname(file), name);
    const wrong = whyNot(found);
    return wrong === null ? { path: found } : { wrong };
  }
  for (const folder of path.split(delimiter)) {
    const found = join(folder, name);
    if (folder !== '' && whyNot(found) === null) return { path: found };
  }
  return { wrong: 'no such command' };
}

function whyNot(file: string): string | null {
  try {
    if (statSync(file).isDirectory()) return 'a folder';
  } catch {
    return 'no such command';
  }
  try {
    accessSync(file, constants.X_OK);
    return null;
  } catch {
    return 'not executable';
  }
}
