import { expect, test } from 'vitest';
import { contentionFactor } from './contention.ts';
import { Bench } from './test-bench.ts';

test('one core alone pays nothing; beside others, for the queue and for each pair', () => {
  const contention = { sigma: 0.05, kappa: 0.015 };
  expect([1, 2, 8].map(busy => contentionFactor(contention, busy))).toEqual([1, 1.08, 2.19]);
});

test('what a request costs is fixed when a core takes it up, by the cores that then are busy', () => {
  const bench = new Bench({}, { cores: 2, contention: { sigma: 0.5, kappa: 0 } });
  for (const user of [1, 2, 3]) bench.send(user, 'plain');
  bench.clock.advance(100);
  // 3 ms beside nobody; 4.5 ms beside another, and again.
  expect(bench.outcomes).toEqual(['1@3', '2@4.5', '3@7.5']);
});
