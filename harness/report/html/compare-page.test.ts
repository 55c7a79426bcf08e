import { beforeAll, expect, test } from 'vitest';
import { comparisonOf } from '../../record/compare-record.ts';
import { incidentRun, quietRun, testSettings } from '../../record/test-run.ts';
import { givenSeeds } from '../../verdict/sampling.ts';
import type { Sensitivity } from '../../verdict/sensitivity.ts';
import { renderCompareHtml } from './compare-page.ts';
import { type PageAssets, pageAssets } from './page-assets.ts';
import { textOf } from './test-page.ts';
import { longRun } from './test-records.ts';

let assets: PageAssets;

beforeAll(async () => {
  assets = await pageAssets();
});

const RECORDS = { baseline: quietRun(), candidate: incidentRun() };
const comparison = comparisonOf([RECORDS], ['a/run.json', 'b/run.json'], givenSeeds(1));

test('verdict, settings, differences and both arms', () => {
  const text = textOf(renderCompareHtml(comparison, RECORDS, assets));
  expect(text).toContain('✗ worse : short-ttl against baseline');
  expect(text).toContain('Verdict of each arm ✓ pass → ✗ fail');
  expect(text).toContain('ttl 300s 1s');
  expect(text).toMatch(/Timeouts 0% 8\.2% – \+8\.2 points Errors/);
  expect(text).toContain('p99 ≤ 800 ms 412 ms ✓ ok 2004 ms ✗ BROKEN');
});

test('what the verdict depends on has a part of its own', () => {
  const variations: Sensitivity['variations'] = [
    { what: 'a miss costs 10 % more', leaning: 'bad', why: '3 of 4 seeds fail' },
    { what: 'a miss costs 10 % less', leaning: 'good', why: 'nothing gets worse' },
  ];
  const sensitivity: Sensitivity = { seeds: 4, leaning: 'good', variations };
  const page = renderCompareHtml({ ...comparison, sensitivity }, null, assets);
  expect(textOf(page)).toContain('a miss costs 10 % more against it 3 of 4 seeds fail');
  expect(page).toContain('<strong>against it</strong>');
  expect(page).not.toContain('<strong>nothing against it</strong>');
  expect(renderCompareHtml(comparison, null, assets)).not.toContain('id="sensitivity"');
});

test('a row that changes in few of the seeds has no interval, and why is told', () => {
  const pairs = (changed: number) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map(seed => {
      const candidate = quietRun({ seed });
      const slower = candidate.series.columns.p99Ms?.map(value => value && value + (seed > changed ? 0 : 10 + seed));
      const series = { ...candidate.series, columns: { ...candidate.series.columns, p99Ms: slower ?? [] } };
      return { baseline: quietRun({ seed }), candidate: { ...candidate, series } };
    });
  const rows = (changed: number): string =>
    textOf(renderCompareHtml(comparisonOf(pairs(changed), ['a', 'b'], givenSeeds(8)), null, assets));
  const why = 'A row has no interval if nothing changes in most of the seeds';
  expect(rows(8)).toMatch(/Response time p99 \d+ ms \d+ ms \* yes \+\d+ ms \(/);
  expect(rows(8)).not.toContain(why);
  expect(rows(3)).toMatch(/Response time p99 \d+ ms \d+ ms no \+[\d.]+ ms [^(]/);
  expect(rows(3)).toContain(why);
});

test('without the records it has its figures and no chart', () => {
  const page = renderCompareHtml(comparison, null, assets);
  expect(page).not.toContain('class="plot"');
  expect(textOf(page)).toContain('hold CPU of alternate');
});

test('arms whose settings have the same name are told apart', () => {
  const candidate = incidentRun({ settings: testSettings('baseline', { ttlMs: 1000 }) });
  const same = comparisonOf([{ ...RECORDS, candidate }], ['a', 'b'], givenSeeds(1));
  expect(textOf(renderCompareHtml(same, null, assets))).toContain('baseline (B) against baseline (A)');
});

test('the data holds the comparison as it was written, and long series reduced', () => {
  const long = longRun();
  const records = { baseline: long, candidate: long };
  const page = renderCompareHtml(comparison, records, assets);
  const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)![1]!);
  expect(data.comparison).toEqual(comparison);
  expect(textOf(page)).toContain('So long a drill is drawn in points of 8 s');
  expect(Buffer.byteLength(page)).toBeLessThan(500_000);
});
