import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import { comparisonOf } from '../record/compare-record.ts';
import type { AnyRecord } from '../record/record-kinds.ts';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { givenSeeds } from '../verdict/sampling.ts';
import { type PlaceOf, sarifText } from './sarif.ts';

const AT_LINE_3: PlaceOf = (_, knob) => ({
  uri: 'drills/short-ttl.yaml',
  at: knob === null ? null : { line: 3, column: 1 },
});

function log(any: AnyRecord, placeOf = AT_LINE_3): Log {
  return JSON.parse(sarifText(any, placeOf, '1.2.3')) as Log;
}

function resultsOf(any: AnyRecord, placeOf?: PlaceOf) {
  return log(any, placeOf).runs[0]?.results ?? [];
}

test('a failed run: its verdict, each broken objective and threshold, at the line of the changed knob', () => {
  const results = resultsOf({ kind: 'run', record: incidentRun() });
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['fail', 'error'],
    ['timeouts', 'error'],
    ['errors', 'error'],
    ['p99', 'error'],
    ['threshold', 'error'],
  ]);
  expect(results[3]?.message.text).toBe('short-ttl: p99 2004 ms (≤ 800 ms); 1204 ms over; worst 10 s: 28–38 s.');
  for (const { locations } of results)
    expect(locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'drills/short-ttl.yaml' },
          region: { startLine: 3, startColumn: 1 },
        },
        message: { text: 'ttl: 300s → 1s' },
      },
    ]);
});

test('every result has its rule', () => {
  const [run] = log({ kind: 'run', record: incidentRun() }).runs;
  const rules = run?.tool.driver.rules?.map(({ id }) => id) ?? [];
  expect(new Set(rules).size).toBe(rules.length);
  for (const { ruleId } of run?.results ?? []) expect(rules).toContain(ruleId);
});

test('a comparison tells of its candidate; what does not tell is a warning', () => {
  const record = comparisonOf([{ baseline: quietRun(), candidate: incidentRun() }], ['a', 'b'], givenSeeds(1));
  expect(resultsOf({ kind: 'compare', record })[0]).toMatchObject({
    ruleId: 'worse',
    level: 'error',
    message: { text: expect.stringContaining('short-ttl fails where baseline passes') },
  });
  const open = { ...record, verdict: 'inconclusive' } as const;
  expect(new Set(resultsOf({ kind: 'compare', record: open }).map(({ level }) => level))).toEqual(new Set(['warning']));
});

test('a good verdict has no result', () => {
  expect(resultsOf({ kind: 'run', record: quietRun() })).toEqual([]);
});

test('several knobs: the first is the place, the others are related; without a file there is no place', () => {
  const run = incidentRun();
  const differences = [
    { knob: 'ttl', from: '300s', to: '1s' },
    { knob: 'jitter', from: '0.1', to: '0' },
  ];
  const record = { ...run, cacheSettings: { ...run.cacheSettings, differences } };
  const [first] = resultsOf({ kind: 'run', record });
  expect(first?.locations).toHaveLength(1);
  expect(first?.relatedLocations?.map(({ message }) => message?.text)).toEqual(['jitter: 0.1 → 0']);
  const [placeless] = resultsOf({ kind: 'run', record }, () => null);
  expect(placeless).not.toHaveProperty('locations');
  expect(placeless).not.toHaveProperty('relatedLocations');
});

test('settings without a difference: the file as a whole', () => {
  const run = incidentRun();
  const record = { ...run, cacheSettings: { ...run.cacheSettings, differences: [] } };
  expect(resultsOf({ kind: 'run', record })[0]?.locations).toEqual([
    { physicalLocation: { artifactLocation: { uri: 'drills/short-ttl.yaml' } } },
  ]);
});
