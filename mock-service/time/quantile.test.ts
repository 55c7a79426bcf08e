import { quantile as peer } from 'simple-statistics';
import { expect, test } from 'vitest';
import { histogramQuantile, linearQuantile, nearestRank } from './quantile.ts';

test('the nearest rank is the smallest that a share does not exceed', () => {
  const rank = (count: number, share: number) => nearestRank(count, share);
  expect([rank(1, 0), rank(1, 0.5), rank(1, 1)]).toEqual([0, 0, 0]);
  expect([rank(4, 0), rank(4, 0.25), rank(4, 0.26), rank(4, 1)]).toEqual([0, 0, 1, 3]);
  // 0.07 · 100 is 7.000000000000001.
  expect(rank(100, 0.07)).toBe(6);
  expect(rank(100, 0.99)).toBe(98);
});

test('the linear quantile lies between the two nearest of the ranks share · (count − 1)', () => {
  const of = (values: readonly number[], share: number) =>
    linearQuantile(values.length, share, n => values[n] as number);
  expect(of([5], 0.9)).toBe(5);
  expect([0, 0.25, 0.5, 1].map(share => of([1, 2, 4, 8, 16], share))).toEqual([1, 2, 4, 16]);
  expect(of([1, 2, 4, 8], 0.5)).toBe(3);
  for (const share of [0.01, 0.4, 0.9])
    expect(of([1, 2, 4, 8, 9], share)).toBeCloseTo(peer([1, 2, 4, 8, 9], share), 12);
});

test('the quantile of a histogram lies in its bucket as if that were evenly filled', () => {
  const bounds = [10, 20, 50];
  expect(histogramQuantile([0, 0, 0, 0], bounds, 0.5)).toBeNull();
  expect(histogramQuantile([4, 0, 0, 0], bounds, 0.5)).toBe(5);
  expect(histogramQuantile([1, 2, 1, 0], bounds, 0.5)).toBe(15);
  expect(histogramQuantile([1, 2, 1, 0], bounds, 1)).toBe(50);
  // Of what is above all bounds nothing is known but that.
  expect(histogramQuantile([0, 0, 0, 3], bounds, 0.99)).toBe(50);
});
