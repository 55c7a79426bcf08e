import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { BuildOptions, BuildResult, Message, OutputFile } from 'esbuild';
import { constantAssignmentPlugin, constantAssignments } from './constant-assignments.ts';
import { type ImportRules, importPlugin, ownLibPlugin, portablePlugin, reword } from './imports.ts';
import { type Problem, ScriptErrors } from './problems.ts';
import { steadyBuild } from './steady-build.ts';

/** A script and the local files it imports as one ECMAScript module. */
export interface Bundle {
  readonly code: string;
  readonly map: string;
  /** What the map's sources are relative to. */
  readonly folder: string;
  readonly isCommonJs: boolean;
  /** Those that are left to import. */
  readonly k6Modules: readonly string[];
}

/** A file's name for the user: relative to the working directory where that is shorter. */
export function displayName(file: string): string {
  const short = relative(process.cwd(), file);
  return short !== '' && short.length < file.length ? short : file;
}

const COMMON: BuildOptions = {
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  conditions: ['module', 'import', 'default'],
  target: 'es2024',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
  treeShaking: true,
  // All of them: some are mended, and the user wants to know of the others at once.
  logLimit: 0,
};

/** @throws ScriptErrors */
export async function bundleScript(path: string, rules: ImportRules): Promise<Bundle> {
  const entry = entryOf(path);
  const folder = dirname(entry);
  const options: BuildOptions = {
    ...COMMON,
    entryPoints: [entry],
    absWorkingDir: folder,
    outfile: join(folder, 'script.js'),
    sourcemap: 'external',
    metafile: true,
    // What the generator pass does not have to know then. Async functions stay: the pass makes coroutines of them.
    supported: { 'optional-chain': false, 'async-generator': false, 'for-await': false, 'top-level-await': false },
    plugins: [ownLibPlugin(), importPlugin(rules)],
  };
  return bundled(options, entry, folder, path);
}

/** The same script as one ECMAScript module that k6 itself runs: k6's modules and remote ones stay imports. @throws ScriptErrors */
export async function bundlePortable(path: string): Promise<Bundle> {
  const entry = entryOf(path);
  const folder = dirname(entry);
  const options: BuildOptions = {
    ...COMMON,
    entryPoints: [entry],
    absWorkingDir: folder,
    outfile: join(folder, 'script.js'),
    target: 'es2022',
    sourcemap: 'external',
    metafile: true,
    external: ['k6', 'k6/*', 'http://*', 'https://*'],
    plugins: [ownLibPlugin(), portablePlugin()],
  };
  return bundled(options, entry, folder, path);
}

async function bundled(options: BuildOptions, entry: string, folder: string, path: string): Promise<Bundle> {
  try {
    return bundleOf(await steadyBuild(options), entry, folder);
  } catch (error) {
    const { errors } = error as { errors?: Message[] };
    const assigned = constantAssignments(errors ?? [], file => resolve(folder, file));
    if (errors === undefined || assigned === null || assigned.length === 0) throw scriptErrors(error, folder, path);
    const mending = constantAssignmentPlugin(assigned, file => readFileSync(file, 'utf8'));
    try {
      const plugins = [mending, ...(options.plugins ?? [])];
      return bundleOf(await steadyBuild({ ...options, plugins }), entry, folder);
    } catch (again) {
      throw scriptErrors(again, folder, path);
    }
  }
}

function entryOf(path: string): string {
  const entry = resolve(path);
  if (!existsSync(entry))
    throw new ScriptErrors([{ file: path, line: 0, column: 0, message: 'there is no such file' }]);
  return entry;
}

function bundleOf({ outputFiles, metafile }: BuildResult, entry: string, folder: string): Bundle {
  const files = outputFiles as OutputFile[];
  const inputs = Object.entries(metafile?.inputs ?? {});
  const main = inputs.find(([name]) => resolve(folder, name) === entry)?.[1];
  const imports = Object.values(metafile?.outputs ?? {}).flatMap(output => output.imports);
  const k6Modules = new Set(imports.map(({ path }) => path).filter(path => path === 'k6' || path.startsWith('k6/')));
  const [code, map] = [textOf(files, '.js'), textOf(files, '.map')];
  return { code, map, folder, isCommonJs: main?.format === 'cjs', k6Modules: [...k6Modules] };
}

function textOf(files: readonly OutputFile[], ending: string): string {
  return files.find(({ path }) => path.endsWith(ending))?.text ?? '';
}

function scriptErrors(error: unknown, folder: string, path: string): unknown {
  const { errors } = error as { errors?: Message[] };
  return errors === undefined ? error : new ScriptErrors(errors.map(message => problem(message, folder, path)));
}

function problem({ text, location, detail }: Message, folder: string, path: string): Problem {
  const { message, hint } = reword(text);
  const advice = typeof detail === 'string' ? detail : hint;
  const file = location === null ? displayName(resolve(path)) : displayName(resolve(folder, location.file));
  return {
    file,
    line: location?.line ?? 0,
    column: location === null ? 0 : characters(location.lineText, location.column) + 1,
    message,
    ...(advice === undefined ? {} : { hint: advice }),
  };
}

/** esbuild counts columns in bytes. */
function characters(line: string, bytes: number): number {
  return Buffer.from(line).subarray(0, bytes).toString().length;
}
