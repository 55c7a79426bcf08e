import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MOST_DEPTH } from '../../mock-service/settings/json-depth.ts';
import { givenSeeds } from '../verdict/sampling.ts';
import { COMPARE, comparisonOf } from './compare-record.ts';
import { parseRecord, readAnyRecord, readRecord } from './record-file.ts';
import { recordText } from './record-text.ts';
import { RUN } from './run-record.ts';
import { sealed } from './seal.ts';
import { incidentRun, quietRun } from './test-run.ts';
import { writeRecord } from './write-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'headroom-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = incidentRun();
const text = recordText(run);

test('a record reads back as it was written, into a folder of its own', () => {
  const file = join(folder, 'new', 'run.json');
  writeRecord(RUN, file, run);
  expect(readRecord(RUN, file)).toEqual(run);
  expect(readdirSync(join(folder, 'new'))).toEqual(['run.json']);
});

test('the timeline has what it always had, then the facts of each event', () => {
  expect(text).toContain(
    '{"atS":13,"operation":"fail-over","target":"alternate","detail":"over 15s",' +
      '"kind":"operation","trigger":"begins","to":"alternate","overMs":15000}',
  );
});

test('a record that was made before events had facts is read all the same', () => {
  const timeline = run.timeline.map(({ atS, operation, target, detail }) => ({ atS, operation, target, detail }));
  const old = recordText(sealed(RUN, { ...run, timeline }));
  expect(parseRecord(RUN, old, 'run.json').timeline).toEqual(timeline);
});

test('its layout does not matter, its values do', () => {
  expect(parseRecord(RUN, JSON.stringify(JSON.parse(text)), 'run.json')).toEqual(run);
  expect(parseRecord(RUN, text.replaceAll('\n', '\r\n'), 'run.json')).toEqual(run);
});

test('the text has a line for each column, however long', () => {
  expect(text.split('\n').filter(line => line.includes('"p99Ms": ['))).toHaveLength(1);
  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThan(1200);
});

const refusal = (edited: string): string => {
  try {
    parseRecord(RUN, edited, 'run.json');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

describe('a record is refused', () => {
  test('if it is truncated, wherever', () => {
    expect(refusal(text.slice(0, 300))).toMatchInlineSnapshot(
      `"run.json: not a complete run record (it ends after 300 characters); record the drill again"`,
    );
    for (let length = 0; length < text.length - 2; length += 211) {
      expect(refusal(text.slice(0, length))).toMatch(/^run\.json: not a complete run record/);
    }
  });

  test.each([
    ['a verdict', '"verdict": "fail"', '"verdict": "pass"'],
    ['a figure of the series', '"intervalS": 1,', '"intervalS": 2,'],
    ['an entry left out', /^ *\{"atS":36,"operation":"roll-back",.*\},\n/m.exec(text)?.[0] ?? 'none', ''],
    ['a fact of an entry', '"overMs":15000', '"overMs":0'],
    ['a key of its own', '"seed": 1,', '"seed": 1, "note": "mine",'],
    ['its integrity', `"integrity": "${run.integrity}"`, '"integrity": "0000000000000000"'],
  ])('if somebody edited %s', (_, from, to) => {
    expect(text).toContain(from);
    expect(refusal(text.replace(from, to))).toBe(
      'run.json: this run record was changed after it was written: its integrity does not match its content',
    );
  });

  test('if it is of another version', () => {
    expect(refusal(text.replace('"schemaVersion": 1', '"schemaVersion": 2'))).toMatchInlineSnapshot(
      `"run.json: a run record of version 2, and this Headroom reads version 1: use a newer Headroom"`,
    );
    expect(refusal(text.replace('"schemaVersion": 1', '"schemaVersion": 0'))).toMatchInlineSnapshot(
      `"run.json: a run record of version 0, which is no longer read (this is 1); record the drill again"`,
    );
  });

  test('if it is something else', () => {
    expect(refusal('{}')).toMatchInlineSnapshot(`"run.json: not a run record: it has no schemaVersion"`);
    expect(refusal('[1, 2]')).toMatchInlineSnapshot(`"run.json: not a run record: it has no schemaVersion"`);
    expect(() => readRecord(RUN, join(folder, 'nowhere.json'))).toThrow(
      /nowhere\.json: cannot be read: it is not there \(ENOENT\)/,
    );
  });
});

test('a record whose accounts do not balance is not written: our own bug', () => {
  const lost = { ...run, requests: { ...run.requests, offered: run.requests.offered + 1 } };
  expect(() => writeRecord(RUN, join(folder, 'lost.json'), lost)).toThrow('the account of requests does not balance');
  const phantom = { ...run, generator: { ...run.generator, completedIterations: 3991 } };
  expect(() => sealed(RUN, phantom)).toThrow('the account of iterations does not balance');
  expect(readdirSync(folder)).not.toContain('lost.json');
});

test('a record cannot hold what JSON cannot: infinities and what is not a number', () => {
  expect(() => sealed(RUN, { ...run, durationS: Number.POSITIVE_INFINITY })).toThrow();
  expect(() => sealed(RUN, { ...run, seed: Number.NaN })).toThrow();
});

test('a comparison reads back, and is refused if edited', () => {
  const pairs = [{ baseline: quietRun(), candidate: run }];
  const comparison = comparisonOf(pairs, ['baseline/run.json', 'short-ttl/run.json'], givenSeeds(1));
  const file = join(folder, 'compare.json');
  writeRecord(COMPARE, file, comparison);
  expect(readRecord(COMPARE, file)).toEqual(comparison);
  expect(comparison.baseline).not.toHaveProperty('series');
  const edited = readFileSync(file, 'utf8').replace('"worse"', '"safe"');
  expect(() => parseRecord(COMPARE, edited, 'compare.json')).toThrow(
    'this comparison was changed after it was written',
  );
});

test('a record is known by what it holds, whatever its name', () => {
  const file = join(folder, 'monday.json');
  writeFileSync(file, text);
  expect(readAnyRecord(file)).toEqual({ kind: 'run', record: run });
  expect(() => readRecord(COMPARE, file)).toThrow(/monday\.json: a run record, where a comparison is needed/);
  expect(refusal(text.replace('"seed": 1,', '"sead": 1,'))).toMatch(/run record was changed after it was written/);
});

test('what is no record is refused, whatever its name', () => {
  const file = join(folder, 'capacity.json');
  writeFileSync(file, '{"schemaVersion": 1, "name": "other"}');
  expect(() => readAnyRecord(file)).toThrow(/capacity record was changed after it was written/);
  const other = join(folder, 'package.json');
  writeFileSync(other, '{"schemaVersion": 1, "name": "other"}');
  expect(() => readAnyRecord(other)).toThrow(/package\.json: not a record of Headroom/);
});

test('what is nested deeper than any record is refused, unless it is in a string', () => {
  const deep = `${'['.repeat(MOST_DEPTH + 1)}${']'.repeat(MOST_DEPTH + 1)}`;
  expect(refusal(`{"schemaVersion": 1, "deep": ${deep}}`)).toBe(
    `run.json: not a run record: nested more than ${MOST_DEPTH} levels deep`,
  );
  expect(refusal('['.repeat(5_000_000))).toMatch(/nested more than/);
  const quoted = quietRun({ script: { ...run.script, name: `\\"${'['.repeat(100)}` } });
  expect(parseRecord(RUN, recordText(quoted), 'run.json')).toEqual(quoted);
});

test('what is longer than any record is refused before all of it is read', () => {
  expect(() => readRecord(RUN, '/dev/zero')).toThrow('/dev/zero: too long for a record: it has more than 256 MiB');
});

test('records that differ in more than their settings are not compared', () => {
  const pairs = [{ baseline: quietRun(), candidate: incidentRun({ seed: 2 }) }];
  expect(() => comparisonOf(pairs, ['a/run.json', 'b/run.json'], givenSeeds(1))).toThrowErrorMatchingInlineSnapshot(
    `[InputErrors: b/run.json: cannot be compared with a/run.json: the seeds differ (1 and 2): what differs then is not the cache settings alone]`,
  );
});

test('names that every object has are names as any other', () => {
  const { integrity: _, ...run } = quietRun();
  const values = { ...run.cacheSettings.values, valueOf: '3', constructor: 'x' };
  const odd = sealed(RUN, { ...run, cacheSettings: { ...run.cacheSettings, values } } as never);
  const read = parseRecord(RUN, recordText(odd), 'run.json');
  expect(read.cacheSettings.values.valueOf).toBe('3');
  expect(read.knobs.valueOf).toBeUndefined();
  expect(read.metrics.toString).toBeUndefined();
});
