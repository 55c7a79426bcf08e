/**
 * `npm run build`: the whole program as plain JavaScript in dist/, file by file, so that it runs without type stripping and
 * each process finds its neighbours where it does in a checkout. `dist/harness/cli/headroom.js` is the command.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';

const SOURCES = '{mock-service,harness}/**/*.{ts,js}';
const ASSETS = [
  '{mock-service,harness,scenarios}/**/*.{yaml,html,css,json}',
  'scenarios/**/*.ts',
  'package.json',
  'LICENSE',
];
const LEFT_OUT = /\.test\.ts$|\/test-|\/fixtures\/|\/e2e\/|\/conformance\/|tsconfig\.json$/;
/** A relative path to a TypeScript file, in an import or as the name of a process's file. */
const NEIGHBOUR = /(['"`])(\.{1,2}\/[^'"`\n]+)\.ts\1/g;

rmSync('dist', { recursive: true, force: true });
for (const file of globSync(SOURCES).filter(file => !LEFT_OUT.test(file))) {
  const { code } = await transform(readFileSync(file, 'utf8'), {
    loader: file.endsWith('.ts') ? 'ts' : 'js',
    format: 'esm',
    target: 'node24',
    sourcefile: file,
  });
  const target = join('dist', file.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code.replace(NEIGHBOUR, '$1$2.js$1'));
}
for (const file of globSync(ASSETS).filter(file => !LEFT_OUT.test(file))) cpSync(file, join('dist', file));
process.stdout.write('dist/harness/cli/headroom.js is ready\n');
