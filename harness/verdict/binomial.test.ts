import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mcNemar, mostLikely } from './binomial.ts';

it.each([
  [0, 0, 1],
  [1, 0, 1],
  [5, 0, 0.0625],
  [0, 8, 0.0078125],
  [9, 1, 22 / 1024],
  [4, 4, 1],
])('McNemar: %d seeds in which one fails alone and %d the other are as uneven by chance with %d', (a, b, chance) => {
  expect(mcNemar(a, b)).toBeCloseTo(chance, 12);
});

it.each([
  [0, 12, 1 - 0.05 ** (1 / 12)],
  [0, 1, 0.95],
  [0, 40, 0.0722],
  [1, 12, 0.3387],
  [464, 500, 0.9461],
  [12, 12, 1],
])('%d failures in %d seeds leave room for at most %d', (failures, seeds, most) => {
  expect(mostLikely(failures, seeds, 0.95)).toBeCloseTo(most, 4);
});

it('is more the more seeds fail, and less the more there are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 39 }), fc.integer({ min: 1, max: 40 }), (failures, more) => {
      const seeds = failures + more;
      const most = mostLikely(failures, seeds, 0.95);
      expect(most).toBeGreaterThan(failures / seeds);
      expect(mostLikely(failures, seeds + 1, 0.95)).toBeLessThan(most);
      expect(mostLikely(failures + 1, seeds + 1, 0.95)).toBeGreaterThan(most);
    }),
  );
});
