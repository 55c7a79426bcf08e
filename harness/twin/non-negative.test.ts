import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addRow, noEquations, nonNegative, solve } from './non-negative.ts';

const value = fc.double({ min: -10, max: 10, noNaN: true });

test('is the least that no negative coefficient allows (Karush, Kuhn and Tucker)', () => {
  const row = fc.tuple(fc.array(value, { minLength: 3, maxLength: 3 }), value);
  fc.assert(
    fc.property(fc.array(row, { minLength: 4, maxLength: 30 }), rows => {
      const equations = noEquations(3);
      for (const [x, y] of rows) addRow(equations, x, y);
      const found = nonNegative(equations);
      const scale = Math.max(1, ...equations.moments.map(Math.abs));
      for (const [i, coefficient] of found.entries()) {
        const slope = found.reduce(
          (rest, each, j) => rest - (equations.gram[3 * i + j] as number) * each,
          equations.moments[i] as number,
        );
        expect(coefficient).toBeGreaterThanOrEqual(0);
        // Where it is free nothing is left to gain, and at zero nothing by going up.
        if (coefficient > 1e-6) expect(Math.abs(slope)).toBeLessThan(1e-4 * scale);
        else expect(slope).toBeLessThan(1e-4 * scale);
      }
    }),
  );
});

test('finds what it was made of', () => {
  const equations = noEquations(2);
  for (let i = 0; i < 10; i++) addRow(equations, [i, 10 - (i % 3)], 3 * i + 0.5 * (10 - (i % 3)));
  const [a = 0, b = 0] = nonNegative(equations);
  expect(a).toBeCloseTo(3, 9);
  expect(b).toBeCloseTo(0.5, 9);
});

test('of columns that are the same it says one sum, and nothing negative', () => {
  const equations = noEquations(2);
  for (let i = 1; i < 10; i++) addRow(equations, [i, 2 * i], 8 * i);
  const [a = 0, b = 0] = nonNegative(equations);
  expect(a + 2 * b).toBeCloseTo(8, 9);
  expect(Math.min(a, b)).toBe(0);
});

test('tells that a system has no one solution', () => {
  expect(
    solve(
      [
        [1, 1],
        [1, 1],
      ],
      [1, 1],
    ),
  ).toBeNull();
});
