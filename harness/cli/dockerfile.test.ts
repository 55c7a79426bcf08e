import { existsSync, globSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { expect, test } from 'vitest';

/** Instructions, continued lines put together, without comments. */
const INSTRUCTIONS = readFileSync('Dockerfile', 'utf8')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter(line => line !== '')
  .map(line => line.split(' '));
const COPIED = INSTRUCTIONS.filter(([name, from]) => name === 'COPY' && !from?.startsWith('--')).flatMap(words =>
  words.slice(1, -1),
);
const LEFT_OUT = readFileSync('.dockerignore', 'utf8').trim().split('\n');

function isLeftOut(path: string): boolean {
  return LEFT_OUT.some(pattern => matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`));
}

test('what the image is made of is there, and is not left out', () => {
  expect(COPIED.length).toBeGreaterThan(8);
  for (const path of COPIED) {
    expect(existsSync(path), path).toBe(true);
    expect(isLeftOut(path), path).toBe(false);
  }
});

test('whatever the build reads is copied', () => {
  const folders = COPIED.filter(path => path !== 'harness/node/package.json');
  const read = globSync('{mock-service,harness,scenarios,examples,schemas,dashboards}/**/*.{ts,js,yaml,html,css,json}');
  const missing = read.filter(file => !isLeftOut(file) && !folders.some(folder => file.startsWith(`${folder}/`)));
  expect(missing).toEqual([]);
  expect(isLeftOut('harness/node_modules/x/index.js')).toBe(true);
  expect(isLeftOut('runs/monday/run.json')).toBe(true);
});

test('nobody is root, headroom is the command, and its Node is new enough', () => {
  const last = (name: string): string | undefined => INSTRUCTIONS.findLast(words => words[0] === name)?.[1];
  expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(last('ENTRYPOINT')).toBe('["headroom"]');
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  const major = Number(/^node:(\d+)-/.exec(last('FROM') ?? '')?.[1]);
  expect(major).toBeGreaterThanOrEqual(Number(/^>=(\d+)$/.exec(engines.node)?.[1]));
});
