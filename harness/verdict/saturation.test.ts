import { expect, test } from 'vitest';
import { saturationLimit } from './saturation.ts';

test('a busy pool is what limits its ceiling; one that is not, or that nobody measured, is no limit', () => {
  expect([0.95, 0.9, 0.89, null].map(saturationLimit)).toEqual(['pool', 'pool', 'generator', 'generator']);
});
