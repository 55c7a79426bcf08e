import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputErrors, type Problem } from '../../mock-service/settings/input-errors.ts';
import type { OwnFiles } from '../init/starter-files.ts';

/** @throws InputErrors with all files that are there already */
export function refuseToOverwrite(folder: string, names: readonly string[]): void {
  const there = names.map(name => join(folder, name)).filter(file => existsSync(file));
  const problems = there.map(
    (file): Problem => ({
      ...{ file, line: null, column: null, path: '' },
      message: 'is there already, and nothing is overwritten: name another folder, or move it away',
    }),
  );
  if (problems.length > 0) throw new InputErrors(problems);
}

/** Where Headroom's own files are, seen from a folder that files are written into. */
export function ownFiles(folder: string): OwnFiles {
  const fromFolder = (path: string): string => {
    const absolute = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    return relative(resolve(folder), absolute).split(sep).join('/');
  };
  return {
    schemas: fromFolder('schemas'),
    installed: isInstalled(resolve(folder)),
    lib: fromFolder('scenarios/lib'),
    globals: fromFolder('scenarios/globals.d.ts'),
  };
}

/** Whether the package is in the `node_modules` of the folder or of one above it. */
function isInstalled(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules/headroom-failover/package.json'))) return true;
  const above = dirname(folder);
  return above !== folder && isInstalled(above);
}
