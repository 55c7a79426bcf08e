import { expect, test } from 'vitest';
import { type DistributionSpec, distribution } from '../../mock-service/time/distribution.ts';
import { mix, uniform } from '../../mock-service/time/random.ts';
import { fitShape } from './shape.ts';

const BOUNDS = [1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, Number.POSITIVE_INFINITY];
const WAITING = { chance: 0.25, meanMs: 5 };

/** Durations of a cost, behind a wait of 20 ms for a quarter of them. */
function buckets(spec: DistributionSpec, count = 20_000) {
  const own = distribution(spec);
  const counts = BOUNDS.map(() => 0);
  for (let i = 0; i < count; i++) {
    const waits = uniform(mix(i, 1)) < WAITING.chance ? -20 * Math.log(1 - uniform(mix(i, 2))) : 0;
    counts[BOUNDS.findIndex(bound => own(uniform(mix(i, 3))) + waits <= bound)]!++;
  }
  return { bounds: BOUNDS, counts };
}

test.each<[string, DistributionSpec]>([
  ['fixed', { fixed: 4 }],
  ['exponential', { exponential: 4 }],
])('of a %s cost is found behind what requests waited', (_, spec) => {
  expect(fitShape(buckets(spec), 4, { fixed: 0 }, WAITING).spec).toEqual(spec);
});

test('of a log-normal cost is found to the next spread that is tried', () => {
  const { spec } = fitShape(buckets({ lognormal: { p50: 3.35, p99: 13.4 } }), 4, { fixed: 0 }, WAITING);
  const { p50, p99 } = (spec as { lognormal: { p50: number; p99: number } }).lognormal;
  expect([3.3, 4.5]).toContain(Number((p99 / p50).toFixed(1)));
});

test('waits that nobody knows of are taken for a wider cost', () => {
  expect(fitShape(buckets({ fixed: 4 }), 4, { fixed: 0 }).spec).not.toEqual({ fixed: 4 });
});
