import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

test('20 % of ten requests are two retries', () => {
  const budget = new RetryBudget(0.2, 2000);
  for (let i = 0; i < 10; i++) budget.request(i);
  expect([budget.take(10), budget.take(10), budget.take(10)]).toEqual([true, true, false]);
});

test('requests count for ten seconds', () => {
  const budget = new RetryBudget(1, 2000);
  budget.request(0);
  expect(budget.take(9999)).toBe(true);
  const later = new RetryBudget(1, 2000);
  later.request(0);
  expect(later.take(10_000)).toBe(false);
});

test('requests count as long as they may be under way', () => {
  const budget = new RetryBudget(1, 60_000);
  budget.request(0);
  expect(budget.take(59_999)).toBe(true);
});

test('the window moves in tenths: what was in a tenth leaves with it, requests and retries alike', () => {
  const budget = new RetryBudget(0.5, 2000);
  const takes = (now: number): number => {
    let taken = 0;
    while (budget.take(now)) taken++;
    return taken;
  };
  for (let i = 0; i < 10; i++) budget.request(500);
  for (let i = 0; i < 6; i++) budget.request(1000);
  // Half of sixteen.
  expect(takes(1999)).toBe(8);
  // The first ten have left with their tenth; the retries were made in the next one.
  expect(takes(10_500)).toBe(0);
  for (let i = 0; i < 20; i++) budget.request(10_600);
  // Half of twenty-six, and eight were made.
  expect(takes(10_700)).toBe(5);
  // All that is left is what was in the tenth that has just begun to age.
  expect(takes(11_000)).toBe(5);
  for (let i = 0; i < 4; i++) budget.request(1e9);
  expect(takes(1e9)).toBe(2);
});

test('whatever happens when, retries stay below the share of all requests', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 2, noNaN: true }),
      fc.array(fc.record({ gap: fc.oneof(fc.nat(50), fc.nat(15_000)), retries: fc.nat(5), requests: fc.nat(20) }), {
        maxLength: 60,
      }),
      (share, steps) => {
        const budget = new RetryBudget(share, 2000);
        let now = 0;
        let requests = 0;
        let retries = 0;
        for (const step of steps) {
          now += step.gap;
          requests += step.requests;
          for (let i = 0; i < step.requests; i++) budget.request(now);
          for (let i = 0; i < step.retries; i++) if (budget.take(now)) retries++;
          expect(retries).toBeLessThanOrEqual(share * requests + 1e-9);
        }
      },
    ),
  );
});
