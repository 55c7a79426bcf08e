import { expect, test } from 'vitest';
import { backoffCeilingMs, backoffMs } from './backoff.ts';

test('ceilings double from 25 ms to 250 ms', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map(backoffCeilingMs)).toEqual([25, 50, 100, 200, 250, 250, 250]);
});

test('jitter is full: uniform from nothing to the ceiling', () => {
  const waits = Array.from({ length: 10_000 }, (_, user) => backoffMs(3, 1, user, 1234.5));
  expect(Math.min(...waits)).toBeGreaterThan(0);
  expect(Math.max(...waits)).toBeLessThan(100);
  // Five standard errors of a uniform's mean.
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  expect(Math.abs(mean - 50)).toBeLessThan((5 * 100) / Math.sqrt(12 * waits.length));
});

test('the same retry of the same request waits alike, others do not', () => {
  expect(backoffMs(1, 1, 7, 100)).toBe(backoffMs(1, 1, 7, 100));
  const others = [
    backoffMs(1, 2, 7, 100),
    backoffMs(1, 1, 8, 100),
    backoffMs(1, 1, 7, 100.5),
    backoffMs(2, 1, 7, 100) / 2,
  ];
  expect(new Set([...others, backoffMs(1, 1, 7, 100)]).size).toBe(5);
});
