import { beforeAll, expect, test } from 'vitest';
import { sweepOf } from '../../record/sweep-record.ts';
import { testCapacity, testSeed } from '../../record/test-capacity.ts';
import { type PageAssets, pageAssets } from './page-assets.ts';
import { renderSweepHtml } from './sweep-page.ts';
import { HOSTILE, testSweep } from './test-records.ts';

let assets: PageAssets;

beforeAll(async () => {
  assets = await pageAssets();
});

const leadOf = (page: string): string => /class="lead">(.*?)<\/p>/s.exec(page)![1]!;

test('it says how far capacity goes and which values are enough', () => {
  expect(leadOf(renderSweepHtml(testSweep(), assets))).toBe(
    'Capacity goes from 552/s (0.55 times the regional peak) with ttl 1s to 1,372/s (1.37 times the regional peak) with ttl 300s. ' +
      'The headroom of 1.10 that is asked for is reached with 60s, 300s.',
  );
});

test('it says so when no value is enough, and when nothing holds at all', () => {
  const { points, ...rest } = testSweep();
  expect(leadOf(renderSweepHtml({ ...rest, points: points.slice(0, 2) }, assets))).toBe(
    'Capacity is 552/s (0.55 times the regional peak) with ttl 1s. No value reaches the headroom of 1.10 that is asked for.',
  );
  expect(leadOf(renderSweepHtml({ ...rest, points: points.slice(0, 1) }, assets))).toBe(
    'With no value of ttl do all objectives hold, even at the lowest load that was tried.',
  );
});

test('every value has its place in the chart and its row in the table', () => {
  const page = renderSweepHtml(testSweep(), assets);
  expect(page.match(/<circle class="dot"/g)).toHaveLength(4);
  expect(page).toContain('1,290/s (129,000/s at real scale)');
  expect(page).toContain('1,290/s to 1,320/s');
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('two knobs are a grid: a cell for each pair, with sign and words beside its colour', () => {
  const knobs = [
    { path: 'ttl', values: ['1s', '300s'] },
    { path: 'pools.alternate.instances', values: ['4', '8'] },
  ];
  const capacities = [552, 1290, null, 1372].map(held =>
    testCapacity([testSeed(1, held, held === null ? 4 : held + 30)]),
  );
  const page = renderSweepHtml(sweepOf(knobs, capacities), assets);
  const cells = [...page.matchAll(/<span class="tinted (\w+)">(.*?)<\/span>/g)].map(([, look, text]) => [
    look,
    text
      ?.replace(/<[^>]*>/g, ' ')
      .trim()
      .split(/ {2,}/)[0],
  ]);
  expect(cells).toEqual([
    ['broken', '✗ 0.55'],
    ['ok', '✓ 1.29'],
    ['broken', '✗ none held'],
    ['ok', '✓ 1.37'],
  ]);
  expect(page).not.toContain('class="static-chart sweep"');
  const short = sweepOf(knobs, [capacities[0]!, null, null, null]);
  expect(renderSweepHtml(short, assets).match(/\? not measured/g)).toHaveLength(3);
});

test('its texts are texts', () => {
  const sweep = testSweep();
  const page = renderSweepHtml(
    {
      ...sweep,
      knobs: [{ path: HOSTILE, values: [HOSTILE] }],
      pool: HOSTILE,
      points: [{ ...sweep.points[1]!, values: [HOSTILE] }],
    },
    assets,
  );
  expect(page).not.toContain('<img');
  expect(page.match(/<script/g)).toHaveLength(3);
});
