import { expect, test } from 'vitest';
import { clearlyMore } from './metric-difference.ts';

const of = (part: number, whole = 1000) => ({ part, whole });

test('more failures are clearly more beyond three standard deviations of counting', () => {
  // Beside 100 among as many: the deviation of the difference is √(100 + n).
  expect([135, 147, 152, 165].map(part => clearlyMore(of(part), of(100), 0))).toEqual([false, false, true, true]);
});

test('more failures are clearly more beyond a quarter more, and beyond their limit', () => {
  expect(clearlyMore(of(124_000, 1e6), of(100_000, 1e6), 0)).toBe(false);
  expect(clearlyMore(of(126_000, 1e6), of(100_000, 1e6), 0)).toBe(true);
  expect(clearlyMore(of(126_000, 1e6), of(100_000, 1e6), 0.126)).toBe(false);
});

test('failures are compared as shares, whatever the numbers of requests', () => {
  expect(clearlyMore(of(400, 2000), of(200, 1000), 0)).toBe(false);
  expect(clearlyMore(of(400, 2000), of(100, 1000), 0)).toBe(true);
});
