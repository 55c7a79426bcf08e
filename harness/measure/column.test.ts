import { expect, test } from 'vitest';
import { highest, known, mean, meanBetween, sum } from './column.ts';

const GAPS = [null, 2, null, 6, 1];

test('what nobody measured is left out', () => {
  expect(known(GAPS)).toEqual([2, 6, 1]);
  expect(sum(GAPS)).toBe(9);
  expect(mean(GAPS)).toBe(3);
  expect(highest(GAPS)).toBe(6);
  expect(highest([-3, null, -2])).toBe(-2);
});

test('of nothing there is a sum, and nothing else', () => {
  for (const none of [[], [null, null]]) {
    expect(sum(none)).toBe(0);
    expect(mean(none)).toBeNull();
    expect(highest(none)).toBeNull();
  }
  expect(sum(undefined)).toBe(0);
});

test('between two moments only whole intervals count', () => {
  expect(meanBetween(GAPS, 0.2, 3.9)).toBe(2);
  expect(meanBetween(GAPS, 3, 5)).toBe(3.5);
  expect(meanBetween(GAPS, 3.1, 3.9)).toBeNull();
  expect(meanBetween(GAPS, -2, 2)).toBe(2);
});
