import { describe, expect, it } from 'vitest';
import { type DistributionSpec, distribution, meanOf, normalQuantile } from './distribution.ts';
import { mix, RandomStream, uniform } from './random.ts';

const SPECS: DistributionSpec[] = [{ fixed: 3 }, { exponential: 30 }, { lognormal: { p50: 26, p99: 85 } }];

describe('distribution', () => {
  it.each(SPECS)('has the mean it says: %j', spec => {
    const draw = distribution(spec);
    const stream = new RandomStream(1);
    let sum = 0;
    for (let i = 0; i < 200_000; i++) sum += draw(stream.next());
    expect(sum / 200_000 / meanOf(spec)).toBeCloseTo(1, 2);
  });

  it('gives the percentiles of a lognormal that it was made from', () => {
    const draw = distribution({ lognormal: { p50: 8, p99: 60 } });
    expect(draw(0.5)).toBeCloseTo(8, 6);
    expect(draw(0.99)).toBeCloseTo(60, 6);
  });

  it.each([
    [0.5, 0],
    [0.975, 1.959964],
    [0.99, 2.326348],
    [0.001, -3.090232],
    [0.0001, -3.719016],
  ])('inverts the normal distribution at %d', (u, z) => expect(normalQuantile(u)).toBeCloseTo(z, 6));
});

describe('uniform', () => {
  it('fills 100 bins evenly for consecutive keys (chi-square, 99.9 %)', () => {
    for (const seed of [1, 2, 3, 12_345]) {
      const bins = new Array(100).fill(0);
      for (let i = 0; i < 100_000; i++) bins[Math.floor(uniform(mix(seed, i)) * 100)]++;
      const chiSquare = bins.reduce((sum, n) => sum + ((n - 1000) * (n - 1000)) / 1000, 0);
      expect(chiSquare).toBeLessThan(149);
    }
  });

  it('shows no correlation between neighbours, nor between neighbouring seeds', () => {
    const correlation = (a: (i: number) => number, b: (i: number) => number): number => {
      let sum = 0;
      for (let i = 0; i < 100_000; i++) sum += (a(i) - 0.5) * (b(i) - 0.5);
      return (sum / 100_000) * 12;
    };
    const at = (seed: number, i: number): number => uniform(mix(seed, i));
    expect(
      Math.abs(
        correlation(
          i => at(1, i),
          i => at(1, i + 1),
        ),
      ),
    ).toBeLessThan(0.014);
    expect(
      Math.abs(
        correlation(
          i => at(1, i),
          i => at(2, i),
        ),
      ),
    ).toBeLessThan(0.014);
    expect(
      Math.abs(
        correlation(
          i => uniform(mix(mix(1, i), 0)),
          i => uniform(mix(mix(1, i), 1)),
        ),
      ),
    ).toBeLessThan(0.014);
  });
});
