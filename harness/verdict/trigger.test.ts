import { expect, test } from 'vitest';
import { at } from '../operations/catalogue/test-timeline.ts';
import { testSeries } from './test-drill.ts';
import { triggerOf, triggerText } from './trigger.ts';

const flush = (atS: number) => at(atS, 'flush', { pool: 'primary' });
const failBack = (atS: number) => at(atS, 'fail-back', { to: 'primary', overMs: 0 });
const rollBack = (atS: number) => at(atS, 'roll-back', { settings: [] });
const steady = testSeries({ seconds: 60, second: () => ({ offered: 100 }) });

test('the last thing that was done before service broke, as far as it moves load or makes trouble', () => {
  const timeline = [flush(10), flush(20), rollBack(25), flush(40)];
  const trigger = triggerOf(timeline, steady, 30);
  expect(trigger).toEqual({ operation: 'flush', target: 'primary', atS: 20, loadBefore: null, load: null });
  expect(triggerText(trigger as NonNullable<typeof trigger>, timeline)).toBe(
    'it began with flush of primary in second 20 (its caches are empty)',
  );
  expect(triggerOf([failBack(28)], steady, 30)?.operation).toBe('fail-back');
});

test('what setup did began nothing, nor what came later', () => {
  expect(triggerOf([flush(0), flush(31)], steady, 30)).toBeNull();
});

test('load that has grown by a quarter since', () => {
  const series = testSeries({ seconds: 60, second: s => ({ offered: s < 22 ? 100 : 150 }) });
  const trigger = triggerOf([flush(10)], series, 30);
  expect(trigger).toEqual({ operation: 'load', target: 'all users', atS: 22, loadBefore: 100, load: 150 });
  expect(triggerText(trigger as NonNullable<typeof trigger>, [])).toBe(
    'it began with load, which went from 100/s to 150/s from about second 22 on',
  );
  expect(triggerOf([flush(25)], series, 30)?.operation).toBe('flush');
});

test('load that grows from the beginning is compared with that of the beginning, not of the time before it', () => {
  const series = testSeries({ seconds: 60, second: s => ({ offered: s < 5 ? 40 : 100 }) });
  expect(triggerOf([], series, 30)).toEqual({
    ...{ operation: 'load', target: 'all users', atS: 5, loadBefore: 40, load: 100 },
  });
  expect(triggerOf([flush(2)], series, 30)?.loadBefore).toBe(40);
});

test('a trigger whose event is not on the timeline is told by its name alone', () => {
  const trigger = { operation: 'flush', target: 'primary', atS: 20.5, loadBefore: null, load: null };
  expect(triggerText(trigger, [])).toBe('it began with flush of primary in second 20');
});
