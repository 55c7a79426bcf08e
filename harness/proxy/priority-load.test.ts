import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { priorityLoad } from './priority-load.ts';

/** Pools of 100 instances each of which `percent` are healthy. */
const pools = (...percent: number[]) => percent.map(healthy => ({ healthy, total: 100 }));

describe('Envoy’s worked tables, at 140 %', () => {
  test.each([
    [
      [100, 100],
      [100, 0],
    ],
    [
      [72, 100],
      [100, 0],
    ],
    [
      [71, 100],
      [99, 1],
    ],
    [
      [50, 100],
      [70, 30],
    ],
    [
      [25, 100],
      [35, 65],
    ],
    [
      [0, 100],
      [0, 100],
    ],
    [
      [72, 72],
      [100, 0],
    ],
    [
      [71, 71],
      [99, 1],
    ],
    [
      [50, 50],
      [70, 30],
    ],
    [
      [25, 25],
      [50, 50],
    ],
    [
      [100, 100, 100],
      [100, 0, 0],
    ],
    [
      [71, 71, 100],
      [99, 1, 0],
    ],
    [
      [50, 50, 100],
      [70, 30, 0],
    ],
    [
      [25, 100, 100],
      [35, 65, 0],
    ],
    [
      [25, 25, 100],
      [35, 35, 30],
    ],
  ])('%j → %j', (healthy, load) => {
    expect(priorityLoad(pools(...healthy), 1.4)).toEqual(load);
  });
});

test('nothing healthy gets nothing', () => {
  expect(priorityLoad(pools(0, 0), 1.4)).toEqual([0, 0]);
});

test('what whole numbers lose goes to the first that has health', () => {
  expect(priorityLoad(pools(0, 10, 10, 10), 1)).toEqual([0, 34, 33, 33]);
});

const healths = fc.array(
  fc
    .integer({ min: 1, max: 50 })
    .chain(total => fc.record({ healthy: fc.integer({ min: 0, max: total }), total: fc.constant(total) })),
  { minLength: 1, maxLength: 5 },
);

test('loads add up to 100, and a pool without health gets none', () => {
  fc.assert(
    fc.property(healths, fc.double({ min: 1, max: 2, noNaN: true }), (of, overprovisioning) => {
      const load = priorityLoad(of, overprovisioning);
      const anything = of.some(
        ({ healthy, total }) => Math.floor((Math.round(overprovisioning * 100) * healthy) / total) > 0,
      );
      expect(load.reduce((sum, one) => sum + one, 0)).toBe(anything ? 100 : 0);
      of.forEach(({ healthy }, i) => {
        if (healthy === 0) expect(load[i]).toBe(0);
      });
    }),
  );
});
