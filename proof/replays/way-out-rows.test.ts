import { expect, test } from 'vitest';
import { withWaysOut } from './page.ts';
import { timesOf, type WayOut } from './way-out-rows.ts';

const ROW: WayOut = {
  name: 'slack-2022-02-22',
  plan: { atS: 63, by: 'user', undo: [], throttling: { share: 0.5, holdS: 20, rampS: 20 } },
  trials: 27,
  tried: 122,
  least: { share: 0.5, holdS: 20, rampS: 0 },
  exceptions: { pairs: 21, against: 0 },
};

test('how many times the least it costs; once where nothing that costs less ends it', () => {
  expect(timesOf(ROW)).toBe(1.5);
  expect(timesOf({ ...ROW, least: null })).toBe(1);
});

test('their part of the page is put there, and in place of an earlier one', () => {
  const once = withWaysOut('# Post-mortems\n\n## One\n\nText.\n', [ROW]);
  expect(once).toContain('| 15 s | 27 | 10 s | 122 | 0 of 21 | 1.50 |\n');
  expect(withWaysOut(once, [ROW])).toBe(once);
  expect(withWaysOut(once, [{ ...ROW, trials: 28 }])).toContain('| 15 s | 28 |');
  expect(once.match(/^## /gm)).toHaveLength(2);
});
