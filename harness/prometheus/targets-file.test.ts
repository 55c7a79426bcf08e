import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultTargetsFile, sweepTargets, TargetsFile } from './targets-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-targets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a target a process, in the form of file-based discovery', () => {
  const path = join(folder, 'deep', 'targets.json');
  const file = new TargetsFile(path, { topology: 'eu' });
  file.write([
    { process: 'proxy', address: '127.0.0.1:4001' },
    { process: 'primary', address: '127.0.0.1:4002' },
  ]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([
    { targets: ['127.0.0.1:4001'], labels: { topology: 'eu', process: 'proxy' } },
    { targets: ['127.0.0.1:4002'], labels: { topology: 'eu', process: 'primary' } },
  ]);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['targets.json']);
});

test('when the processes end, so do their targets', () => {
  const file = new TargetsFile(defaultTargetsFile(folder, 7), { topology: 'eu' });
  file.write([]);
  file.remove();
  expect(readdirSync(folder)).toEqual([]);
  expect(() => file.remove()).not.toThrow();
});

test('what killed commands left is swept, and nothing else', () => {
  for (const name of ['headroom-7.json', 'headroom-8.json', 'headroom-8.json.bak', 'mine.json']) {
    writeFileSync(join(folder, name), '[]');
  }
  sweepTargets(folder, pid => pid === 7);
  expect(readdirSync(folder).sort()).toEqual(['headroom-7.json', 'headroom-8.json.bak', 'mine.json']);
});

test('a folder that is not there needs no sweeping', () => {
  expect(() => sweepTargets(join(folder, 'none'), () => false)).not.toThrow();
});
