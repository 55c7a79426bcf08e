import { mean } from 'simple-statistics';
import { expect, test } from 'vitest';
import { bootstrap } from './bootstrap.ts';
import { testStream } from './test-noise.ts';

const average = (values: readonly number[]): number => mean([...values]);

test('the interval of a mean covers it about as often as it says', () => {
  let covered = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const stream = testStream(seed, 6);
    const values = Array.from({ length: 40 }, () => stream.next());
    const { low, high } = bootstrap(values, average, testStream(seed, 7), 0.95, 300)!;
    if (low <= 0.5 && high >= 0.5) covered++;
  }
  expect(covered / 200).toBeGreaterThan(0.88);
  expect(covered / 200).toBeLessThan(0.99);
});

test('the same stream gives the same interval', () => {
  const values = [1, 5, 2, 8, 3];
  expect(bootstrap(values, average, testStream(1, 8))).toEqual(bootstrap(values, average, testStream(1, 8)));
});

test('one block is no sample', () => {
  expect(bootstrap([1], average, testStream(1, 8))).toBeNull();
});

test('results that are not numbers are left out', () => {
  const ratio = (blocks: readonly { part: number; whole: number }[]): number =>
    blocks.reduce((sum, { part }) => sum + part, 0) / blocks.reduce((sum, { whole }) => sum + whole, 0);
  const blocks = [
    { part: 0, whole: 0 },
    { part: 1, whole: 2 },
  ];
  expect(bootstrap(blocks, ratio, testStream(1, 8))).toEqual({ low: 0.5, high: 0.5 });
});

test('the interval lies between the quantiles that leave out half of the rest at each end', () => {
  let next = 0;
  const interval = (confidence?: number) => {
    next = 0;
    return bootstrap([1, 2], () => next++, testStream(1, 8), confidence);
  };
  // Of the numbers from 0 to 999.
  expect(interval()).toEqual({ low: expect.closeTo(24.975, 9), high: expect.closeTo(974.025, 9) });
  expect(interval(0.5)).toEqual({ low: expect.closeTo(249.75, 9), high: expect.closeTo(749.25, 9) });
});
