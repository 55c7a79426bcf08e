import { expect, test } from 'vitest';
import { warmUpFactor } from './warming.ts';

test('work costs more at first, and less and less in a straight line', () => {
  const at = (ms: number) => warmUpFactor({ factor: 5, forMs: 1000 }, ms);
  expect([0, 250, 500, 1000, 5000].map(at)).toEqual([5, 4, 3, 1, 1]);
  expect(at(Number.POSITIVE_INFINITY)).toBe(1);
});
