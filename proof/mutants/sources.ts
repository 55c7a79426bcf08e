import { globSync } from 'node:fs';
import { sep } from 'node:path';

/** The rooms whose score is kept. */
export const ROOMS = [
  'mock-service/model',
  'mock-service/service',
  'harness/load',
  'harness/proxy',
  'harness/verdict',
] as const;

/** Tests that need other programs. */
const OTHERS = /\/haproxy\.test\.ts$/;

/** Tests over sockets, in real time. */
const TIMED = /(^|\/)live-[^/]*$/;

/** Code that only tests use. */
const OF_TESTS = /(^|\/)(test-[^/]*|[^/]*\.test)\.ts$|(^|\/)(fixtures|conformance)\//;

/** The modules at or below a path whose mutants are to be tried, by their paths from the root of the tree, sorted. */
export function sourcesOf(path: string): string[] {
  return filesOf(path).filter(file => !OF_TESTS.test(file));
}

/** What else tells whether a room is as it should be: what schemas say of its facts is read elsewhere. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'harness/verdict': ['harness/record/json-schemas.test.ts'],
};

/** The tests of a room: those that stand in it, and those that prove that it conforms with k6. */
export function testsOf(room: string): string[] {
  const beside = BESIDE[room] ?? [];
  const tests = [...filesOf(room), ...filesOf(`proof/conformance/${room.split('/')[1]}`), ...beside];
  return tests.filter(test => test.endsWith('.test.ts') && !OTHERS.test(test));
}

/** Whether what a file of tests says depends on what else the machine does. */
export function isTimed(testFile: string): boolean {
  return TIMED.test(testFile);
}

/** The room that a file is in: its first two folders. */
export function roomOf(file: string): string {
  return file.split('/').slice(0, 2).join('/');
}

function filesOf(path: string): string[] {
  const found = path.endsWith('.ts') ? [path] : globSync(`${path}/**/*.ts`);
  return found.map(file => file.replaceAll(sep, '/').replace(/^\.\//, '')).sort();
}
