import { beforeAll, expect, test } from 'vitest';
import { testCapacity, testSeed } from '../../record/test-capacity.ts';
import { renderCapacityHtml } from './capacity-page.ts';
import { type PageAssets, pageAssets } from './page-assets.ts';
import { HOSTILE } from './test-records.ts';

let assets: PageAssets;

beforeAll(async () => {
  assets = await pageAssets();
});

test('every load that was held has its mark, in the place of its load, and its row', () => {
  const record = testCapacity([testSeed(1, 1380, 1394), testSeed(2, 1360, 1380)]);
  const held = record.probes.filter(({ kind }) => kind === 'hold');
  expect(held.length).toBeGreaterThan(2);
  const page = renderCapacityHtml(record, assets);
  const marks = [...page.matchAll(/<text class="mark-(?:ok|broken)" x="([\d.]+)" y="([\d.]+)"/g)];
  expect(marks).toHaveLength(held.filter(({ outcome }) => outcome !== 'unclear').length);
  const byLoad = held
    .map(({ ratePerSecond }, i) => ({ ratePerSecond, x: Number(marks[i]?.[1]) }))
    .sort((a, b) => a.ratePerSecond - b.ratePerSecond);
  for (const [i, { x }] of byLoad.entries()) expect(x).toBeGreaterThanOrEqual(byLoad[i - 1]?.x ?? 0);
  expect(page.match(/<tr><th scope="row"/g)).toHaveLength(record.probes.length);
  for (const label of ['regional peak', 'asked for', 'capacity'])
    expect(page).toMatch(new RegExp(`y="-?\\d+">${label}</text>`));
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('where no load held there is no capacity to draw', () => {
  const page = renderCapacityHtml(testCapacity([testSeed(1, null, 4)]), assets);
  expect(page).not.toMatch(/y="-?\d+">capacity<\/text>/);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('its texts are texts', () => {
  const record = testCapacity();
  const page = renderCapacityHtml({ ...record, pool: HOSTILE, reasons: [HOSTILE] }, assets);
  expect(page).not.toContain('<img src=x');
});
