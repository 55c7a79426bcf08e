import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../mock-service/time/random.ts';
import { type Arrivals, ConstantArrivals, PoissonArrivals, RampingArrivals } from './arrivals.ts';
import { RateCurve } from './rate-curve.ts';
import type { Stage } from './stages.ts';

function all(arrivals: Arrivals): number[] {
  const times: number[] = [];
  for (let at = arrivals.next(); at < Number.POSITIVE_INFINITY; at = arrivals.next()) times.push(at);
  return times;
}

const ramping = (start: number, stages: readonly Stage[], unit = 1000) =>
  all(new RampingArrivals(new RateCurve(start, stages, unit)));

/** The contract's own formula (k6-contract §3), in units of time, as the oracle. */
function contract(start: number, stages: readonly Stage[], timeUnitMs: number): number[] {
  const times: number[] = [];
  let [from, count, at, i] = [start, 0, 0, 1];
  for (const { durationMs, target: to } of stages) {
    const dur = durationMs / timeUnitMs;
    const before = count;
    count += dur * ((to - from) / 2 + from);
    for (; i <= count + 1e-9; i++) {
      const x =
        from === to
          ? (i - before) / to
          : (from * dur - Math.sqrt(Math.max(0, dur * (from * from * dur + 2 * (i - before) * (to - from))))) /
            (from - to);
      times.push(at + x * timeUnitMs);
    }
    at += durationMs;
    from = to;
  }
  return times;
}

const stages = fc.array(
  fc.record({ durationMs: fc.integer({ min: 0, max: 8000 }), target: fc.integer({ min: 0, max: 100 }) }),
  { minLength: 1, maxLength: 5 },
);

describe('ConstantArrivals', () => {
  it('are due at n periods, from 0, before the end', () => {
    expect(all(new ConstantArrivals(4, 1000, 1001))).toEqual([0, 250, 500, 750, 1000]);
    expect(all(new ConstantArrivals(4, 1000, 1000))).toEqual([0, 250, 500, 750]);
  });

  it('do not drift', () => {
    const times = all(new ConstantArrivals(7, 1000, 3_600_000));
    expect([times.length, times[7 * 3599]]).toEqual([25_200, 3_599_000]);
  });
});

describe('RampingArrivals', () => {
  it('0→100/s over 10 s: 500 starts, first at 0.4472 s, last at 10 s', () => {
    const times = ramping(0, [{ durationMs: 10_000, target: 100 }]);
    expect([times.length, times[0], times.at(-1)]).toEqual([500, expect.closeTo(447.2136, 3), 10_000]);
  });

  it('2/s for 5 s, then 2→3/s over 5 s: 22 starts', () => {
    const times = ramping(2, [
      { durationMs: 5000, target: 2 },
      { durationMs: 5000, target: 3 },
    ]);
    expect(times.slice(0, 3)).toEqual([500, 1000, 1500]);
    expect([times.length, times.at(-1)]).toEqual([22, expect.closeTo(9832.397, 3)]);
  });

  it('carry fractions across stages', () => {
    const third = { durationMs: 1000, target: 1 };
    const split = Array.from({ length: 30 }, () => ({ durationMs: 100, target: 1 }));
    expect(ramping(1, split)).toEqual(ramping(1, [third, third, third]));
  });

  it('go down to nothing', () => {
    expect(ramping(10, [{ durationMs: 2000, target: 0 }])).toHaveLength(10);
  });

  it("are the contract's formula, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), stages, fc.constantFrom(1000, 250), (start, stages, unit) => {
        const times = ramping(start, stages, unit);
        const expected = contract(start, stages, unit);
        expect(times).toHaveLength(expected.length);
        for (const [n, at] of times.entries()) {
          expect(at).toBeCloseTo(expected[n] as number, 3);
          expect(at).toBeGreaterThanOrEqual(times[n - 1] ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('PoissonArrivals', () => {
  const poisson = (curve: RateCurve, seed: number) => all(new PoissonArrivals(curve, new RandomStream(seed)));

  it('come in order, as many as the curve has on average, with the variance of a Poisson count', () => {
    const curve = new RateCurve(
      0,
      [
        { durationMs: 1000, target: 100 },
        { durationMs: 1000, target: 50 },
      ],
      1000,
    );
    const counts: number[] = [];
    for (let seed = 1; seed <= 400; seed++) {
      const times = poisson(curve, seed);
      expect([...times].sort((a, b) => a - b)).toEqual(times);
      counts.push(times.length);
    }
    const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
    const variance = counts.reduce((sum, n) => sum + (n - mean) * (n - mean), 0) / (counts.length - 1);
    // 125 expected: standard error of the mean 0.56, of the variance 8.9.
    expect(Math.abs(mean - 125)).toBeLessThan(2.5);
    expect(Math.abs(variance - 125)).toBeLessThan(40);
  });

  it('follow the curve within a stage', () => {
    const curve = new RateCurve(0, [{ durationMs: 1000, target: 20_000 }], 1000);
    const times = poisson(curve, 7);
    const firstHalf = times.filter(at => at < 500).length;
    // A quarter of a ramp's arrivals come in its first half: 2500 ± 50.
    expect(Math.abs(firstHalf - 2500)).toBeLessThan(200);
  });

  it('have exponential gaps at a constant rate', () => {
    const times = poisson(new RateCurve(1000, [{ durationMs: 20_000, target: 1000 }], 1000), 3);
    const gaps = times.map((at, n) => at - (times[n - 1] ?? 0));
    const longer = gaps.filter(gap => gap > 1).length / gaps.length;
    expect(Math.abs(longer - Math.exp(-1))).toBeLessThan(0.015);
  });

  it('are the same for the same seed, and others for another', () => {
    const curve = new RateCurve(10, [{ durationMs: 5000, target: 10 }], 1000);
    expect(poisson(curve, 1)).toEqual(poisson(curve, 1));
    expect(poisson(curve, 1)).not.toEqual(poisson(curve, 2));
  });
});
