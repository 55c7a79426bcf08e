import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OutFolder, withOutFolder } from './out-folder.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-out-'));
const START = process.cwd();
const NOW = new Date('2026-06-01T09:04:12.345Z');
const told: string[] = [];

beforeEach(() => {
  process.chdir(mkdtempSync(join(FOLDER, 'in-')));
  told.length = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation(text => told.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.chdir(START);
});
afterAll(() => rmSync(FOLDER, { recursive: true }));

const write = (file: string): void => writeFileSync(file, 'kept');

test('commands that begin in the same second have folders of their own', () => {
  const folders = [1, 2, 3].map(() => new OutFolder(undefined, 'peak-baseline', NOW));
  expect(folders.map(({ path }) => path)).toEqual([
    'runs/20260601T090412Z-peak-baseline',
    'runs/20260601T090412Z-peak-baseline-2',
    'runs/20260601T090412Z-peak-baseline-3',
  ]);
  for (const folder of folders) folder.close();
});

test('of two commands with one --out the second is refused, until the first has ended', () => {
  const first = new OutFolder('out', 'any', NOW);
  expect(() => new OutFolder('out', 'any', NOW)).toThrow(
    `out is written to by another headroom (process ${process.pid}): give each an --out of its own`,
  );
  first.keep('run.json', write);
  first.close();
  new OutFolder('out', 'any', NOW).close();
  expect(readdirSync('out')).toEqual(['run.json']);
});

test('a folder whose command was killed is free', () => {
  mkdirSync('out');
  // No process has an id that large.
  writeFileSync('out/.headroom-pid', '4194304999\n');
  const folder = new OutFolder('out', 'any', NOW);
  expect(readFileSync('out/.headroom-pid', 'utf8')).toBe(`${process.pid}\n`);
  folder.close();
});

test('nothing is left of a folder in which nothing was written, unless it was there before', async () => {
  mkdirSync('mine');
  for (const out of ['mine', 'new/deep', undefined]) await withOutFolder(out, 'any', async () => {});
  expect([existsSync('mine'), existsSync('new/deep'), readdirSync('runs')]).toEqual([true, false, []]);
});

describe('what cannot be written', () => {
  test('is put elsewhere, and told in the end', () => {
    const folder = new OutFolder('out', 'any', NOW);
    mkdirSync('out/run.json');
    const places = [folder.keep('run.json', write), folder.keep('seed-2/run.json', write)];
    expect(told).toEqual([]);
    folder.close();
    const elsewhere = dirname(places[0] as string);
    expect(told).toEqual([`error: out/run.json cannot be written: it is a folder (EISDIR); it is in ${elsewhere}\n`]);
    expect(places).toEqual([join(elsewhere, 'run.json'), 'out/seed-2/run.json']);
    expect(readFileSync(places[0] as string, 'utf8')).toBe('kept');
    rmSync(elsewhere, { recursive: true });
  });

  test('in full leaves no half of it', () => {
    const folder = new OutFolder('out', 'any', NOW);
    const half = (file: string): void => {
      writeFileSync(file, 'half');
      if (file.startsWith(process.cwd())) throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
    };
    const place = folder.keep('report.html', half) as string;
    folder.close();
    expect([existsSync('out'), dirname(place).startsWith(join(tmpdir(), 'headroom-out-'))]).toEqual([false, true]);
    rmSync(dirname(place), { recursive: true });
  });

  test('anywhere is told too', () => {
    const folder = new OutFolder('out', 'any', NOW);
    const full = (): never => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
    };
    expect(folder.keep('run.json', full)).toBeNull();
    folder.close();
    expect(told).toEqual([
      `error: out/run.json cannot be written: the disk is full (ENOSPC); nor can it in ${tmpdir()}: the disk is full (ENOSPC)\n`,
    ]);
  });

  test('because of a bug of ours is a bug', () => {
    const folder = new OutFolder('out', 'any', NOW);
    const bug = (): never => {
      throw new Error('an account does not balance');
    };
    expect(() => folder.keep('run.json', bug)).toThrow('an account does not balance');
    folder.close();
  });

  test('goes to where the folder was, when somebody has removed it and the working folder', () => {
    const folder = new OutFolder('out', 'any', NOW);
    const here = process.cwd();
    rmSync(here, { recursive: true });
    expect(folder.keep('run.json', write)).toBe('out/run.json');
    process.chdir(START);
    expect(readFileSync(join(here, 'out/run.json'), 'utf8')).toBe('kept');
    folder.close();
  });
});

test.each([
  ['', '--out is empty: it names the folder for the results'],
  ['file', '--out file cannot be written to: there is something of that name (EEXIST)'],
  ['file/below', '--out file/below cannot be written to: a file is in the way (ENOTDIR)'],
  ['n'.repeat(300), `--out ${'n'.repeat(300)} cannot be written to: the name is too long (ENAMETOOLONG)`],
])('an --out of %j is refused', (out, message) => {
  writeFileSync('file', '');
  expect(() => new OutFolder(out, 'any', NOW)).toThrow(message);
});
