import { beforeAll, expect, test } from 'vitest';
import { rolloutOf } from '../../record/rollout-record.ts';
import { incidentRun, quietRun } from '../../record/test-run.ts';
import { HALTED } from '../../verdict/test-rollout.ts';
import { type PageAssets, pageAssets } from './page-assets.ts';
import { renderRolloutHtml } from './rollout-page.ts';
import { textOf } from './test-page.ts';
import { HOSTILE, longRun } from './test-records.ts';

let assets: PageAssets;

beforeAll(async () => {
  assets = await pageAssets();
});

test('the verdict is that of the rollout, though its drill passed', () => {
  const drill = quietRun();
  const page = renderRolloutHtml(rolloutOf(drill, HALTED, [], 'drill/run.json'), drill, assets);
  const text = textOf(page);
  expect(text).toContain('✗ fail : rollout of baseline');
  expect(page).toContain('<title>FAIL Rollout of baseline');
  expect(text).not.toMatch(/pass\b|PASS/);
  expect(text).toContain('0 of 2 stopped in second 113');
  expect(text).toContain('1% and 10% (1 of 8 instances of primary, 1 of 4 of alternate) breached 30–113 137');
  expect(text).toContain('bake, primary mean latency 41 ms 13 ms WORSE');
  expect(page).toContain('id="plot-');
});

test('without the record of its drill it is of the stages alone', () => {
  const page = renderRolloutHtml(rolloutOf(incidentRun(), HALTED, ['cpu'], 'drill/run.json'), null, assets);
  expect(textOf(page)).toContain('The canary was allowed to be worse in cpu.');
  expect(page).not.toContain('id="plot-');
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('the largest drill gives a report of less than 500 KB, and its texts are texts', () => {
  const drill = longRun();
  const rollout = rolloutOf(drill, HALTED, [], 'drill/run.json');
  const page = renderRolloutHtml(
    { ...rollout, reasons: [HOSTILE], script: { ...rollout.script, name: HOSTILE } },
    drill,
    assets,
  );
  expect(Buffer.byteLength(page)).toBeLessThan(500_000);
  expect(page).not.toContain('<img');
  expect(page.match(/<script/g)).toHaveLength(3);
});
