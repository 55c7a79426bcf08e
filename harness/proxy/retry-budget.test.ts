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
