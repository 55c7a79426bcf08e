import { expect, it } from 'vitest';
import { garbageCollectionFactor } from './memory.ts';

it('garbage collection is free up to 70 % of memory, and grows as u/(1 − u) beyond', () => {
  expect([0, 0.5, 0.7].map(used => garbageCollectionFactor(used, 0.02))).toEqual([1, 1, 1]);
  // 1 + .02·(9 − 7/3)
  expect(garbageCollectionFactor(0.9, 0.02)).toBeCloseTo(1 + 0.02 * (9 - 7 / 3), 12);
  expect(garbageCollectionFactor(0.99, 0.02)).toBeCloseTo(1 + 0.02 * (99 - 7 / 3), 9);
  expect(garbageCollectionFactor(0.99, 0)).toBe(1);
});
