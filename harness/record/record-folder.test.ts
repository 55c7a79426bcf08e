import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CAPACITY } from './capacity-record.ts';
import { rankingOf } from './ranking-record.ts';
import { ownRecord, partOf, recordAt, recordsBelow } from './record-folder.ts';
import { recordText } from './record-text.ts';
import { RUN } from './run-record.ts';
import { testCapacity } from './test-capacity.ts';
import { quietRun } from './test-run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, record: object): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, recordText(record));
  return file;
}

const run = quietRun();

test('a folder is what the first of the kinds in it is: the others are its parts', () => {
  const file = put('run.json', run);
  put('capacity.json', testCapacity());
  put('notes.json', { mine: true });
  expect(recordAt(folder)).toEqual({ file, kind: RUN });
  expect(recordAt(folder, [CAPACITY]).kind.name).toBe('capacity');
  const ranking = put('ranking.json', rankingOf([{ runs: [run], paths: ['a/run.json'] }]));
  expect(recordAt(folder)).toMatchObject({ file: ranking, kind: { name: 'ranking' } });
});

test('records are known by what they hold, in files of any name', () => {
  const file = put('monday.json', run);
  expect(ownRecord(folder)).toEqual({ file, kind: RUN });
  put('run.json', testCapacity());
  expect(recordAt(join(folder, 'run.json')).kind.name).toBe('capacity');
});

test('of several of one kind it takes the one that has its name, else one must be named', () => {
  put('monday.json', run);
  put('tuesday.json', run);
  expect(() => recordAt(folder)).toThrow('several of kind run record (monday.json, tuesday.json); name one of them');
  const file = put('run.json', run);
  expect(recordAt(folder)).toEqual({ file, kind: RUN });
});

test('a damaged record is still found by its name, for its reader to tell', () => {
  writeFileSync(join(folder, 'run.json'), recordText(run).slice(0, 500));
  expect(recordAt(folder).kind).toBe(RUN);
});

test('what is not there is told', () => {
  expect(() => recordAt(join(folder, 'none'))).toThrow('none: there is no such file or folder');
  expect(() => recordAt(folder, [CAPACITY])).toThrow('a folder without a record; it would hold capacity.json');
  expect(() => recordAt(put('notes.json', { mine: true }))).toThrow('notes.json: not a record of Headroom');
});

test('a part is where its record says, or beside it if both were moved', () => {
  const file = put('moved/baseline/run.json', run);
  const compare = join(folder, 'moved/compare.json');
  expect(partOf(compare, file)).toBe(file);
  expect(partOf(compare, '/gone/before/baseline/run.json')).toBe(file);
  expect(partOf(compare, '/gone/before/candidate/run.json')).toBeNull();
  expect(recordsBelow(folder, RUN)).toEqual([file]);
});
