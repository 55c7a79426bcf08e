import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instanceCount } from './instance-count.ts';

test('28% of 25 is 7, though 0.28 · 25 is more than 7 in floating point', () => {
  expect(0.28 * 25).toBeGreaterThan(7);
  expect(instanceCount(0.28, 25)).toBe(7);
});

test('what is not a whole number of instances is rounded up', () => {
  expect([instanceCount(0.1, 30), instanceCount(0.1, 31), instanceCount(0.5, 3)]).toEqual([3, 4, 2]);
});

test('it is the exact ceiling for every share in whole percents', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 5000 }), (percent, instances) => {
      // As the reader of shares makes it, of `10%`.
      const share = Number(`${percent}e-2`);
      expect(instanceCount(share, instances)).toBe(Math.floor((percent * instances + 99) / 100));
    }),
  );
});
