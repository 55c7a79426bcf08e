/**
 * `npm run build`: the whole program as plain JavaScript in dist/, file by file, so that it runs without type stripping and
 * each process finds its neighbours where it does in a checkout. `dist/harness/cli/headroom.js` is the command. With it goes what
 * the command reads, under the same paths, and `lib/` for the scripts of other projects. It is what `npm pack` packs. And docs/playground.html: the
 * default drill in one page, to be tried with other values.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { transform } from 'esbuild';
import { writePlayground } from './write-playground.ts';

const SOURCES = '{mock-service,harness}/**/*.{ts,js}';
const ASSETS = [
  '{mock-service,harness,scenarios}/**/*.{yaml,html,css}',
  'scenarios/**/*.ts',
  'examples/**/*.{ts,js,yaml,yml,cfg,sh,md}',
  'schemas/*.json',
  'dashboards/{*.yml,compose.yaml,generated/*.json,rules/*.rules.yml,grafana/**/*.y*ml,targets/.gitignore}',
  'LICENSE',
];
const LEFT_OUT = /\.test\.ts$|\/test-|\/fixtures\/|\/e2e\/|\/conformance\/|\/node_modules\//;
/** A relative path to a TypeScript file, in an import or as the name of a process's file. */
const NEIGHBOUR = /(['"`])(\.{1,2}\/[^'"`\n]+)\.ts\1/g;

rmSync('dist', { recursive: true, force: true });
for (const file of filesOf(SOURCES)) write(join('dist', javaScriptName(file)), await javaScript(file));
for (const file of ASSETS.flatMap(filesOf)) cpSync(file, join('dist', file));
await writeLib();
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
write('dist/package.json', `${JSON.stringify({ version, type: 'module' })}\n`);
const bytes = await writePlayground('docs/playground.html');
process.stdout.write(
  `dist/harness/cli/headroom.js is ready, and docs/playground.html (${Math.round(bytes / 1000)} KB)\n`,
);

/** The scripts' library beside its types: an editor that finds TypeScript there would check that with the project's own options. */
async function writeLib(): Promise<void> {
  // What an earlier check knows (tsconfig.json) would have it write nothing, where the last build's files have gone since.
  const kept = ['--incremental', 'false', '--tsBuildInfoFile', 'null'];
  const flags = [...kept, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', 'dist/types'];
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'scenarios', ...flags], {
    stdio: 'inherit',
  });
  for (const file of filesOf('scenarios/lib/*.ts')) {
    const name = basename(file, '.ts');
    write(`dist/lib/${name}.js`, await javaScript(file));
    write(`dist/lib/${name}.d.ts`, readFileSync(`dist/types/lib/${name}.d.ts`, 'utf8').replace(NEIGHBOUR, '$1$2.js$1'));
  }
  rmSync('dist/types', { recursive: true });
}

function filesOf(pattern: string): string[] {
  return globSync(pattern).filter(file => !LEFT_OUT.test(file));
}

function javaScriptName(file: string): string {
  return file.replace(/\.ts$/, '.js');
}

async function javaScript(file: string): Promise<string> {
  const { code } = await transform(readFileSync(file, 'utf8'), {
    loader: file.endsWith('.ts') ? 'ts' : 'js',
    format: 'esm',
    target: 'node24',
    sourcefile: file,
  });
  return code.replace(NEIGHBOUR, '$1$2.js$1');
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
