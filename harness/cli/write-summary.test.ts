import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OutFolder } from './out-folder.ts';
import { writeSummary } from './write-summary.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-summary-'));
const NOW = new Date('2026-06-01T09:04:12.345Z');
const told: string[] = [];
const shown: string[] = [];
let around: string;
let folder: OutFolder;

beforeEach(() => {
  around = mkdtempSync(join(FOLDER, 'in-'));
  folder = new OutFolder(join(around, 'out'), 'any', NOW);
  told.length = 0;
  shown.length = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation(text => told.push(String(text)) > 0);
  vi.spyOn(process.stdout, 'write').mockImplementation(text => shown.push(String(text)) > 0);
});
afterEach(() => {
  folder.close();
  vi.restoreAllMocks();
});
afterAll(() => rmSync(FOLDER, { recursive: true }));

function write(summary: Record<string, string | Uint8Array>, anywhere = false, part = ''): void {
  writeSummary(summary, { folder, part, anywhere, stdoutTaken: false });
}

test('paths are those of the folder for results, and of each seed its own', () => {
  write({ 'summary.json': '{}', 'deep/er/bytes.bin': new Uint8Array([1, 255]) });
  write({ 'summary.json': '{"seed":2}' }, false, 'seed-2');
  expect(readFileSync(join(around, 'out/summary.json'), 'utf8')).toBe('{}');
  expect([...readFileSync(join(around, 'out/deep/er/bytes.bin'))]).toEqual([1, 255]);
  expect(readFileSync(join(around, 'out/seed-2/summary.json'), 'utf8')).toBe('{"seed":2}');
});

test('nothing is written outside of it', () => {
  mkdirSync(join(around, 'other'));
  symlinkSync(join(around, 'other'), join(around, 'out/link'));
  symlinkSync(join(around, 'planted'), join(around, 'out/dangling'));
  write({
    '../escaped': 'x',
    'a/../../escaped': 'x',
    [join(around, 'absolute')]: 'x',
    'link/x': 'x',
    dangling: 'x',
    '..': 'x',
  });
  expect(readdirSync(around).sort()).toEqual(['other', 'out']);
  expect(readdirSync(join(around, 'other'))).toEqual([]);
  expect(told).toHaveLength(6);
  for (const text of told) expect(text).toContain('--allow-write allows that');
});

test('unless that is allowed', () => {
  write({ '../beside.txt': 'x', [join(around, 'absolute/too.txt')]: 'y' }, true);
  expect(readFileSync(join(around, 'beside.txt'), 'utf8')).toBe('x');
  expect(readFileSync(join(around, 'absolute/too.txt'), 'utf8')).toBe('y');
  expect(told).toEqual([]);
});

test('a script does not write what the drill writes', () => {
  write({ 'run.json': '{}', './report.html': 'x' }, true);
  expect(existsSync(join(around, 'out/run.json'))).toBe(false);
  expect(told.join('')).toContain("handleSummary's run.json was not written: that is a file of the results");
});

test('of what it shows the colours act, and end with it; the rest is seen', () => {
  const ESC = String.fromCharCode(27);
  write({ stdout: `${ESC}[32mgood${ESC}[2J\n`, stderr: new TextEncoder().encode('::error::x\n') });
  expect(shown).toEqual([`${ESC}[32mgood␛[2J\n${ESC}[0m`]);
  expect(told).toEqual([': :error::x\n']);
});

test('what is below a file is put elsewhere, and told in the end', () => {
  write({ 'kept.txt': 'kept', 'kept.txt/x.txt': 'lost' });
  folder.close();
  expect(readFileSync(join(around, 'out/kept.txt'), 'utf8')).toBe('kept');
  expect(told.join('')).toContain(
    'kept.txt/x.txt cannot be written: there is something of that name (EEXIST); it is in ',
  );
});
