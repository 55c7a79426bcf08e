import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { privateFolder } from './compile-cache.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-cache-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

let homes = 0;
function newHome(): string {
  const home = join(FOLDER, `home-${homes++}`);
  mkdirSync(home);
  return home;
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('it lies in the home of its user, closed to others', () => {
  const home = newHome();
  expect(privateFolder(undefined, home)).toBe(join(home, '.cache/headroom/compiled'));
  expect(privateFolder('relative', home)).toBe(join(home, '.cache/headroom/compiled'));
  expect(modeOf(join(home, '.cache/headroom/compiled'))).toBe(0o700);
});

test('or where XDG_CACHE_HOME says', () => {
  const home = newHome();
  expect(privateFolder(join(home, 'cache'), home)).toBe(join(home, 'cache/headroom/compiled'));
});

test('one that was open to others is closed', () => {
  const home = newHome();
  const folder = privateFolder(undefined, home) as string;
  chmodSync(folder, 0o777);
  expect(privateFolder(undefined, home)).toBe(folder);
  expect(modeOf(folder)).toBe(0o700);
});

test('a link, a file, or what cannot be made is none: there is no cache then', () => {
  const [elsewhere, linked, taken] = [newHome(), newHome(), newHome()];
  mkdirSync(join(linked, '.cache'));
  symlinkSync(elsewhere, join(linked, '.cache/headroom'));
  expect(privateFolder(undefined, linked)).toBeNull();
  writeFileSync(join(taken, '.cache'), '');
  expect(privateFolder(undefined, taken)).toBeNull();
  expect(privateFolder('/proc/nowhere', taken)).toBeNull();
});

test.runIf(process.getuid?.() === 0)('what somebody else made is none', async () => {
  const { chownSync } = await import('node:fs');
  const home = newHome();
  const folder = privateFolder(undefined, home) as string;
  chownSync(folder, 12345, 12345);
  expect(privateFolder(undefined, home)).toBeNull();
});
