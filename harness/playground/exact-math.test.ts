import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exp, expm1, log, log1p, useExactMath } from './exact-math.ts';

// Node's own, of the versions that drills run with, is what they must be: records on the command line are made with it.
const FUNCTIONS = { exp, log, log1p, expm1 };
const SPECIAL = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  -0.5,
  1e-30,
  -1e-30,
  709.78,
  709.79,
  -745.2,
  -708.5,
  -740,
  1e300,
  -1e300,
  37,
  -37,
  56.5 * Math.LN2,
];
const ODD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, Number.MAX_VALUE];

const argument = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ min: -1, max: 3, noNaN: true }),
  fc.double({ min: -800, max: 800, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

test('what is not exact is told of, and does what it did', () => {
  const other = Object.create(null, Object.getOwnPropertyDescriptors(Math)) as Math;
  const asked: string[] = [];
  useExactMath(other, what => asked.push(what));
  expect([other.exp(0.3), other.sqrt(2), other.floor(1.5)]).toEqual([Math.exp(0.3), Math.sqrt(2), 1]);
  expect(asked).toEqual([]);
  expect(other.cbrt(27)).toBe(3);
  expect(asked).toEqual(['Math.cbrt as Node rounds it']);
});

test.each(Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[])('%s is Node’s, to the last bit', name => {
  const [exact, node] = [FUNCTIONS[name], Math[name]];
  for (const x of [...SPECIAL, ...ODD]) expect([x, exact(x)]).toEqual([x, node(x)]);
  fc.assert(
    fc.property(argument, x => {
      expect(exact(x)).toBe(node(x));
    }),
    { numRuns: 20_000 },
  );
});
