import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentQuantile, studentTail } from './student.ts';

describe("Student's t", () => {
  // Tables of two-sided points: Gosset's, as everybody prints them.
  it.each([
    [1, 0.05, 12.7062],
    [2, 0.05, 4.30265],
    [4, 0.05, 2.77645],
    [7, 0.05, 2.36462],
    [7, 0.025, 2.84124],
    [30, 0.05, 2.04227],
    [7, 0.002, 4.78529],
    [39, 0.01, 2.70791],
    [1000, 0.05, 1.96234],
  ])('with %d degrees of freedom leaves %d outside ±%d', (degrees, tail, t) => {
    expect(studentQuantile(tail, degrees)).toBeCloseTo(t, 4);
    expect(studentTail(t, degrees)).toBeCloseTo(tail, 5);
  });

  it('has closed forms for one degree and for two', () => {
    expect(studentTail(1, 1)).toBeCloseTo(0.5, 12);
    expect(studentTail(3, 2)).toBeCloseTo(1 - 3 / Math.sqrt(11), 12);
  });

  it('falls as t grows, from 1 to 0, whichever its sign', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 80 }),
        (t, more, degrees) => {
          expect(studentTail(t + more, degrees)).toBeLessThanOrEqual(studentTail(t, degrees) + 1e-14);
          expect(studentTail(-t, degrees)).toBe(studentTail(t, degrees));
        },
      ),
    );
    expect([studentTail(0, 5), studentTail(Number.POSITIVE_INFINITY, 5)]).toEqual([1, 0]);
  });

  it('gives quantiles whose tail they are', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: 80 }),
        (tail, degrees) => {
          expect(studentTail(studentQuantile(tail, degrees), degrees)).toBeCloseTo(tail, 9);
        },
      ),
    );
  });
});
