import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateCurve } from './rate-curve.ts';

const stage = fc.record({ durationMs: fc.integer({ min: 0, max: 20_000 }), target: fc.integer({ min: 0, max: 300 }) });
const curve = fc
  .record({
    start: fc.integer({ min: 0, max: 300 }),
    stages: fc.array(stage, { minLength: 1, maxLength: 6 }),
    timeUnitMs: fc.constantFrom(1000, 60_000, 100),
  })
  .map(({ start, stages, timeUnitMs }) => new RateCurve(start, stages, timeUnitMs));

describe('RateCurve', () => {
  it('counts the area under its rate', () => {
    const ramp = new RateCurve(0, [{ durationMs: 10_000, target: 100 }], 1000);
    expect([ramp.rateAt(0), ramp.rateAt(5000), ramp.countBy(5000), ramp.countBy(10_000), ramp.total]).toEqual([
      0, 50, 125, 500, 500,
    ]);
  });

  it('is silent outside of its time', () => {
    const flat = new RateCurve(10, [{ durationMs: 1000, target: 10 }], 1000);
    expect([flat.rateAt(-1), flat.rateAt(1000), flat.countBy(-1), flat.countBy(5000)]).toEqual([0, 0, 0, 10]);
  });

  it('jumps at a stage of no duration', () => {
    const stages = [
      { durationMs: 1000, target: 10 },
      { durationMs: 0, target: 50 },
      { durationMs: 1000, target: 50 },
    ];
    const jump = new RateCurve(10, stages, 1000);
    expect([jump.rateAt(999), jump.rateAt(1000), jump.total]).toEqual([10, 50, 60]);
  });

  it('rates are per time unit', () => {
    expect(new RateCurve(90, [{ durationMs: 60_000, target: 90 }], 60_000).rateAt(7)).toBeCloseTo(1.5);
  });

  it('is due when its count is reached: dueTime inverts countBy', () => {
    fc.assert(
      fc.property(curve, fc.double({ min: 0, max: 1, noNaN: true, minExcluded: true }), (curve, share) => {
        fc.pre(curve.total > 0);
        const count = share * curve.total;
        const due = curve.dueTime(count, { segment: 0 });
        expect(due).toBeLessThanOrEqual(curve.durationMs);
        expect(curve.countBy(due)).toBeCloseTo(count, 6);
      }),
    );
  });

  it('counts what its rate adds up to', () => {
    fc.assert(
      fc.property(curve, curve => {
        // Midpoints are exact for a linear rate, but for the steps in which it bends or jumps.
        const stepMs = 5;
        let sum = 0;
        for (let ms = stepMs / 2; ms < curve.durationMs; ms += stepMs) sum += (curve.rateAt(ms) * stepMs) / 1000;
        const bend = (6 * 300 * stepMs) / curve.timeUnitMs;
        expect(Math.abs(sum - curve.total)).toBeLessThanOrEqual(bend + 1e-6);
      }),
      { numRuns: 30 },
    );
  });

  it('is due by its end when its total is asked for, whatever that is rounded to', () => {
    const curve = new RateCurve(1, [{ durationMs: 41, target: 2 }], 60_000);
    expect(2 * curve.total * 60_000).toBeGreaterThan(41 * (1 + 2));
    expect(curve.dueTime(curve.total, { segment: 0 })).toBe(41);
  });

  it('is never due beyond its total', () => {
    fc.assert(
      fc.property(curve, curve => {
        expect(curve.dueTime(curve.total + 0.001, { segment: 0 })).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });
});
