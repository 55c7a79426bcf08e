import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { orderEffect } from './order-effect.ts';

/** A pair whose drills began at these moments. */
function pair(baseline: number, candidate: number, target: ComparedRun['target'] = { reset: null }): RunPair {
  const run = (at: number) => ({ startedAt: new Date(at).toISOString(), target }) as ComparedRun;
  return { baseline: run(baseline), candidate: run(candidate) };
}

test('in pairs of both orders the order and the settings are told apart, however many there are of each', () => {
  const figure = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(figure, figure, fc.array(fc.boolean(), { minLength: 2, maxLength: 8 }), (settings, order, first) => {
      fc.pre(first.includes(true) && first.includes(false));
      const pairs = first.map((is, i) => pair(2 * i + (is ? 0 : 1), 2 * i + (is ? 1 : 0)));
      const of = first.map(is => ({ baseline: is ? 0 : order, candidate: settings + (is ? order : 0) }));
      const effect = orderEffect(pairs, [{ metric: 'p99Ms', of }]);
      expect(effect?.effects[0]?.change).toBeCloseTo(order);
      expect(effect?.baselineFirst).toBe(first.filter(is => is).length);
    }),
  );
});

test('of one order it is not known, nor of what nobody measured', () => {
  const effect = orderEffect([pair(0, 1)], [{ metric: 'p99Ms', of: [{ baseline: 1, candidate: 2 }] }]);
  expect(effect).toEqual({ baselineFirst: 1, candidateFirst: 0, effects: [{ metric: 'p99Ms', change: null }] });
  const both = orderEffect([pair(0, 1), pair(3, 2)], [{ metric: 'primary.cpu', of: [null, null] }]);
  expect(both?.effects).toEqual([{ metric: 'primary.cpu', change: null }]);
});

test('modelled sites have none: each drill has its own', () => {
  expect(
    orderEffect(
      [pair(0, 1, undefined)].map(({ baseline, candidate }) => ({
        baseline: { ...baseline, target: undefined },
        candidate,
      })),
      [],
    ),
  ).toBeUndefined();
});
