import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-make-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

test('makes a folder and those above it, and says whether it was there', () => {
  const deep = join(FOLDER, 'a/b/c');
  expect([makeFolder(deep), makeFolder(deep), makeFolder(join(FOLDER, 'a'))]).toEqual([true, false, false]);
  expect(existsSync(deep)).toBe(true);
});

test('a file in the way is the system’s error', () => {
  writeFileSync(join(FOLDER, 'file'), '');
  expect(() => makeFolder(join(FOLDER, 'file'))).toThrow('EEXIST');
  expect(() => makeFolder(join(FOLDER, 'file/below'))).toThrow('ENOTDIR');
  expect(() => makeFolder('')).toThrow('ENOENT');
});

test.runIf(process.platform === 'linux')('where nothing can be made it ends too', () => {
  expect(() => makeFolder('/proc/nothing/here')).toThrow('ENOENT');
});
