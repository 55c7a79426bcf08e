import { expect, test } from 'vitest';
import { activePool } from './active-passive.ts';

test.each([
  ['the preferred one while it has a healthy instance', 0, [1, 4], 0],
  ['the next one when it has none', 0, [0, 4], 1],
  ['the first of the others, as the topology lists them', 2, [3, 4, 0], 0],
  ['the preferred one if nobody is healthy', 1, [0, 0], 1],
])('%s', (_, preferred, healthy, active) => {
  expect(activePool(preferred, healthy)).toBe(active);
});
