import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CATALOGUE, OPERATION_NAMES } from './catalogue.ts';

test('every operation that a file here describes is in the catalogue', async () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(file => !file.includes('test'));
  const modules: object[] = await Promise.all(files.map(file => import(/* @vite-ignore */ `./${file}`)));
  const described = modules.flatMap(Object.values).filter(each => typeof each?.perform === 'function');
  expect(new Set(CATALOGUE)).toEqual(new Set(described));
});

test('scripts have a function for every operation, and for no other', () => {
  const lib = readFileSync('scenarios/lib/operations.ts', 'utf8');
  const posted = [...lib.matchAll(/ {2}operate\('([^']+)'/g)].map(([, name]) => name);
  expect(new Set(posted)).toEqual(new Set(OPERATION_NAMES));
});
