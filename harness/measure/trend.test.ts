import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentOf, Trend } from './trend.ts';

/** k6's percentile of exact samples, as the oracle. */
function percentileOf(samples: readonly number[], percent: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = (percent / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] as number;
  return low + (rank - Math.floor(rank)) * ((sorted[Math.ceil(rank)] as number) - low);
}

describe('Trend', () => {
  it('keeps three significant digits of any number, zeros and negative ones among them', () => {
    const sample = fc.oneof(
      fc.constant(0),
      fc.double({ min: 0.01, max: 1e9, noNaN: true }),
      fc.double({ min: -1e6, max: -0.01, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 60 }), fc.integer({ min: 0, max: 100 }), (samples, p) => {
        const trend = new Trend('default');
        for (const value of samples) trend.add(value);
        const exact = percentileOf(samples, p);
        const around = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        // Interpolation between neighbours of opposite sign can cancel: the error is relative to the neighbours.
        const scale =
          samples.length === 1 || Math.sign(Math.min(...samples)) === Math.sign(Math.max(...samples))
            ? Math.abs(exact)
            : around;
        expect(Math.abs(trend.percentile(p) - exact)).toBeLessThanOrEqual(0.001 * scale + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps count, sum, smallest and largest exactly', () => {
    const trend = new Trend('time');
    for (const value of [0.12345, 7, 0, 123456.789]) trend.add(value);
    expect(trend.values(['count', 'min', 'max', 'avg'])).toEqual({
      count: 4,
      min: 0,
      max: 123456.789,
      avg: (0.12345 + 7 + 123456.789) / 4,
    });
  });

  it('counts zeros without a histogram among the ranks', () => {
    const trend = new Trend('time');
    for (let i = 0; i < 95; i++) trend.add(0);
    for (let i = 0; i < 5; i++) trend.add(80);
    expect([trend.percentile(50), trend.percentile(94), trend.percentile(96)]).toEqual([0, 0, 80]);
  });

  it.each([1e-8, 1e8, 1e15, 1e30, 1e275])('has percentiles of numbers around %d, of both signs', around => {
    for (const sign of [1, -1]) {
      const trend = new Trend('default');
      for (let i = 1; i <= 1000; i++) trend.add(sign * i * around);
      const p95 = trend.percentile(sign > 0 ? 95 : 5) / (sign * around);
      expect(Math.abs(p95 - 950)).toBeLessThan(1);
    }
  });

  it('has no statistic without samples', () => {
    expect(new Trend('time').statistic('p(95)')).toBeNaN();
  });

  it.each([
    ['p(95)', 95],
    ['p(99.9)', 99.9],
    ['p(100)', 100],
    ['p(101)', null],
    ['p95', null],
    ['p(-1)', null],
  ])('reads %s', (text, percent) => expect(percentOf(text)).toBe(percent));
});
