/** The pages of records whose pictures are of several drills. */
import { beforeAll, expect, test } from 'vitest';
import { type RankingRecord, rankingOf } from '../../record/ranking-record.ts';
import { repeatOf } from '../../record/repeat-record.ts';
import { testCapacity, testSeed } from '../../record/test-capacity.ts';
import { testRecords } from '../../record/test-records.ts';
import { incidentRun, quietRun } from '../../record/test-run.ts';
import { capacityEntry, runEntry } from '../history.ts';
import { formsOf } from '../record-forms.ts';
import { renderHistoryHtml } from './history-page.ts';
import { type PageAssets, pageAssets } from './page-assets.ts';
import { renderRankingHtml } from './ranking-page.ts';
import { renderRepeatHtml } from './repeat-page.ts';
import { dataOf, planOf, textOf } from './test-page.ts';
import { HOSTILE, longRun } from './test-records.ts';

let assets: PageAssets;

beforeAll(async () => {
  assets = await pageAssets();
});

const RUNS = [quietRun(), incidentRun()];
const RANKING: RankingRecord = rankingOf(RUNS.map(run => ({ runs: [run], paths: ['a'] })));

test('a ranking has a line for each of its settings, the best first, and its order as a table', () => {
  const page = renderRankingHtml(RANKING, RUNS, assets);
  const text = textOf(page);
  expect(text).toContain('✓ pass : 2 settings with eu-peak-failover');
  expect(text).toMatch(/The best baseline .*Fail short-ttl in any of 1 seed/);
  expect(text).toMatch(/ttl 300s 1s/);
  const { charts, sources } = planOf(page);
  expect(charts[0].lines.map(({ label }: { label: string }) => label)).toEqual([
    ...['planned', 'baseline: failed', 'short-ttl: failed'],
  ]);
  for (const path of Object.values(sources) as string[][]) {
    const series = path.reduce((found, key) => found[key], dataOf(page));
    expect(series.columns.errors.length).toBeGreaterThan(40);
  }
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('without the records of its runs a ranking is of its figures alone', () => {
  const page = renderRankingHtml(RANKING, [], assets);
  expect(planOf(page).charts).toEqual([]);
  expect(page).not.toContain('id="plot-');
  expect(textOf(page)).toContain('short-ttl');
});

test('a repeated run has means with their intervals, and what each seed came to', () => {
  const record = repeatOf([quietRun(), incidentRun({ seed: 2 })], ['a/run.json', 'b/run.json']);
  const page = renderRepeatHtml(record, quietRun(), assets);
  const text = textOf(page);
  expect(text).toMatch(/Seeds that pass 1 of 2/);
  expect(text).toMatch(/1 ✓ pass a\/run\.json 2 ✗ fail b\/run\.json/);
  const { charts, phases } = planOf(page);
  expect(charts[0].lines[2]).toMatchObject({
    column: 'errors',
    between: { source: 'repeat', low: 'errors.low', high: 'errors.high' },
  });
  const { columns } = dataOf(page).series.repeat;
  expect(columns['errors.low']).toHaveLength(columns.errors.length);
  expect(Math.min(...columns['errors.low'].filter((value: number | null) => value !== null))).toBe(0);
  expect(phases.length).toBeGreaterThan(2);
  expect(planOf(renderRepeatHtml(record, null, assets)).phases).toEqual([]);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('the largest are mailed too', () => {
  const [a, b] = [longRun(), longRun()];
  expect(Buffer.byteLength(renderRepeatHtml(repeatOf([a, b], ['a', 'b']), a, assets))).toBeLessThan(500_000);
  const ranking = rankingOf([a, b].map(run => ({ runs: [run], paths: ['a'] })));
  expect(Buffer.byteLength(renderRankingHtml(ranking, [a, b], assets))).toBeLessThan(500_000);
});

test('a search for instances has a sign for each that was tried', () => {
  const any = testRecords().find(({ kind }) => kind === 'instances')!;
  const page = formsOf(any).html!(assets);
  if (any.kind !== 'instances') throw new Error('no such record');
  expect(page.match(/class="mark-(?:ok|broken)"/g)).toHaveLength(
    any.record.probes.filter(({ outcome }) => outcome !== 'unclear').length,
  );
  expect(textOf(page)).toContain('Needed 5');
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

const CAPACITIES = [1400, 1380, 1100].map((perSecond, i) =>
  capacityEntry(testCapacity([testSeed(1, perSecond, perSecond + 10)]), `2026-06-0${i + 1}T09:00:00.000Z`),
);

test('a history shows headroom over time, says what it has lost, and lists the newest first', () => {
  const page = renderHistoryHtml([...CAPACITIES, runEntry(incidentRun(), '2026-06-04T09:00:00.000Z')], assets);
  const text = textOf(page);
  expect(text).toMatch(
    /4 records, 2026-06-01 to 2026-06-04 Headroom of baseline, .* went from 1\.40 on 2026-06-01 to 1\.10/,
  );
  expect(page.match(/<circle class="dot"/g)).toHaveLength(3);
  const rows = text.slice(text.indexOf('written, UTC'));
  expect(rows.indexOf('2026-06-03 09:00')).toBeLessThan(rows.indexOf('2026-06-01 09:00'));
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('a history without headroom shows verdicts', () => {
  const page = renderHistoryHtml([runEntry(incidentRun(), '2026-06-04T09:00:00.000Z')], assets);
  expect(page).not.toContain('<circle');
  expect(page.match(/class="mark-broken"/g)).toHaveLength(1);
});

test('text of a record is text', () => {
  const hostile = { ...RANKING, baseline: HOSTILE, reasons: [HOSTILE] };
  const entry = { ...runEntry(incidentRun(), '2026-06-04T09:00:00.000Z'), settings: HOSTILE, script: HOSTILE };
  for (const page of [renderRankingHtml(hostile, RUNS, assets), renderHistoryHtml([entry], assets)]) {
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(3);
  }
});
