import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Drain, moveTo, placeOf, poolAt, settledAt, weights } from './drain.ts';

describe('from one pool to another', () => {
  const drain = moveTo(settledAt(0), 1, 1000, 5000);

  test.each([
    [5000, [1, 0]],
    [5250, [0.75, 0.25]],
    [5999, [0.001, 0.999]],
    [6000, [0, 1]],
    [9000, [0, 1]],
  ])('at %i ms the weights are %j', (now, expected) => {
    for (const [i, weight] of weights(drain, 2, now).entries()) expect(weight).toBeCloseTo(expected[i] as number, 9);
  });

  test('a user belongs to the target when its place is below the target’s weight', () => {
    expect([0, 0.2499, 0.25, 0.9].map(place => poolAt(drain, place, 5250))).toEqual([1, 1, 0, 0]);
  });

  test('turned back halfway it begins at the weights it has reached', () => {
    const back = moveTo(drain, 0, 2000, 5500);
    expect([5500, 6000, 6500, 7500].map(now => weights(back, 2, now)[1])).toEqual([0.5, 0.375, 0.25, 0]);
  });
});

test('at once is at once', () => {
  const drain = moveTo(settledAt(0), 1, 0, 100);
  expect(poolAt(drain, 0.99, 100)).toBe(1);
  expect(weights(drain, 2, 100)).toEqual([0, 1]);
});

test('places are spread evenly', () => {
  let below = 0;
  for (let user = 0; user < 10_000; user++) if (placeOf(user) < 0.3) below++;
  // Five standard deviations of a binomial.
  expect(Math.abs(below - 3000)).toBeLessThan(5 * Math.sqrt(10_000 * 0.3 * 0.7));
});

const moves = fc.array(fc.record({ target: fc.nat(2), overMs: fc.nat(1000), after: fc.nat(800) }), {
  minLength: 1,
  maxLength: 6,
});

/** The moves one after another, each begun `after` ms after the one before. */
function chain(plan: { target: number; overMs: number; after: number }[]): { drain: Drain; begin: number }[] {
  let drain = settledAt(0);
  let now = 0;
  return plan.map(({ target, overMs, after }) => {
    now += after;
    drain = moveTo(drain, target, overMs, now);
    return { drain, begin: now };
  });
}

test('whatever came before, a move takes each user at most once, and only to its target', () => {
  fc.assert(
    fc.property(moves, fc.double({ min: 0, max: 0.999999, noNaN: true }), (plan, place) => {
      for (const { drain, begin } of chain(plan)) {
        const path = [0, 100, 250, 500, 1000].map(later => poolAt(drain, place, begin + later));
        const moved = path.indexOf(drain.target);
        path.forEach((pool, i) => {
          if (moved >= 0 && i >= moved) expect(pool).toBe(drain.target);
        });
        expect(path.at(-1)).toBe(drain.target);
        expect(new Set(path.filter(pool => pool !== drain.target)).size).toBeLessThan(2);
      }
    }),
  );
});

test('beginning a move changes nobody’s pool', () => {
  fc.assert(
    fc.property(
      moves,
      fc.nat(900),
      fc.nat(2),
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      (plan, later, target, place) => {
        const last = chain(plan).at(-1)!;
        const now = last.begin + later;
        const next = moveTo(last.drain, target, 1000, now);
        expect(poolAt(next, place, now)).toBe(poolAt(last.drain, place, now));
      },
    ),
  );
});

test('weights are the shares of the places, and add up to 1', () => {
  fc.assert(
    fc.property(moves, fc.nat(900), (plan, later) => {
      const { drain, begin } = chain(plan).at(-1)!;
      const now = begin + later;
      const share = [0, 0, 0];
      const places = 2000;
      for (let i = 0; i < places; i++) {
        const pool = poolAt(drain, (i + 0.5) / places, now);
        share[pool] = (share[pool] as number) + 1 / places;
      }
      const weight = weights(drain, 3, now);
      expect(weight.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
      for (const [i, one] of weight.entries()) expect(Math.abs(one - (share[i] as number))).toBeLessThan(0.01);
    }),
    { numRuns: 50 },
  );
});
