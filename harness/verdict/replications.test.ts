import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../mock-service/time/distribution.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { replicated } from './replications.ts';

describe('replicated', () => {
  it('gives the mean, its interval by Student, and the extremes', () => {
    // s = √2.5, t(4) = 2.7764
    const half = 2.7764451 * Math.sqrt(2.5 / 5);
    expect(replicated([1, 2, 3, 4, 5])).toEqual({
      mean: 3,
      interval: [expect.closeTo(3 - half, 7), expect.closeTo(3 + half, 7)],
      min: 1,
      max: 5,
      seeds: 5,
    });
  });

  it('counts the seeds that have the figure', () => {
    expect(replicated([null, 29, null])).toEqual({ mean: 29, interval: null, min: 29, max: 29, seeds: 1 });
    expect(replicated([null, null])).toBeNull();
  });

  it('lies around the mean, and is a point where all seeds agree', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 }),
        values => {
          const { mean, interval, min, max } = replicated(values) as NonNullable<ReturnType<typeof replicated>>;
          const [low, high] = interval as [number, number];
          expect(low).toBeLessThanOrEqual(mean);
          expect(high).toBeGreaterThanOrEqual(mean);
          expect(mean).toBeGreaterThanOrEqual(min - 1e-6);
          expect(mean).toBeLessThanOrEqual(max + 1e-6);
        },
      ),
    );
    expect(replicated([7, 7, 7])?.interval).toEqual([7, 7]);
  });

  it('covers the true mean 95 times in 100', () => {
    const random = new RandomStream(7);
    let covers = 0;
    for (let i = 0; i < 20_000; i++) {
      const [low, high] = replicated(Array.from({ length: 8 }, () => normalQuantile(random.next())))?.interval ?? [
        1, 0,
      ];
      if (low <= 0 && 0 <= high) covers++;
    }
    expect(covers / 20_000).toBeCloseTo(0.95, 2);
  });
});
