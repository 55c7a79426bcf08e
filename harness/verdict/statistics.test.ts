import fc from 'fast-check';
import { mean, medianSorted, sampleStandardDeviation } from 'simple-statistics';
import { expect, test } from 'vitest';
import { meanWithError, median, quantile } from './statistics.ts';

const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 });

test('agree with another library', () => {
  fc.assert(
    fc.property(sample, values => {
      const sorted = values.toSorted((a, b) => a - b);
      expect(median(values)).toBeCloseTo(medianSorted(sorted), 6);
      const found = meanWithError(values);
      expect(found.mean).toBeCloseTo(mean(values), 6);
      expect(found.standardError).toBeCloseTo(sampleStandardDeviation(values) / Math.sqrt(values.length), 6);
    }),
  );
});

test('a median leaves its sample in order, and one number is its own', () => {
  const values = [3, 1, 2];
  expect(median(values)).toBe(2);
  expect(values).toEqual([3, 1, 2]);
  expect(median([7])).toBe(7);
  expect(quantile([7], 0.975)).toBe(7);
  expect(meanWithError([7])).toEqual({ mean: 7, standardError: Number.NaN });
});
