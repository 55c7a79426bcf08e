import { dirname, resolve } from 'node:path';
import { readText } from '../../../mock-service/files/read-text.ts';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import type { Given } from './command.ts';

/** `--import-map FILE` */
export const IMPORT_MAP_FLAG = {
  value: 'FILE',
  help: 'What imports of the script mean: {"imports": {"https://example.com/faker.js": "./faker.js"}}. Nothing is downloaded.',
} as const;

/** The map that the flag names; paths are relative to its file. @throws InputErrors */
export function importMap(given: Given): Pick<DrillSpec, 'imports'> {
  const file = given.text('import-map');
  if (file === undefined) return {};
  const imports = read(file);
  const folder = dirname(resolve(file));
  const absolute = (path: string): string => `${resolve(folder, path)}${path.endsWith('/') ? '/' : ''}`;
  return { imports: Object.fromEntries(Object.entries(imports).map(([key, path]) => [key, absolute(path)])) };
}

function read(file: string): Record<string, string> {
  const wrong = (message: string): InputErrors =>
    new InputErrors([{ file, line: null, column: null, path: '', message }]);
  const text = readText(file);
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    throw wrong(`not JSON: ${(error as Error).message}`);
  }
  const { imports } = (written ?? {}) as { imports?: unknown };
  const isMap = typeof imports === 'object' && imports !== null && !Array.isArray(imports);
  if (isMap && Object.values(imports).every(path => typeof path === 'string')) return imports as Record<string, string>;
  throw wrong('not an import map; allowed: {"imports": {"specifier": "./file.js", …}}, with texts alone');
}
