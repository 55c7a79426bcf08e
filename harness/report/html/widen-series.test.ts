import fc from 'fast-check';
import { expect, test } from 'vitest';
import { widenSeries } from './widen-series.ts';

const SERIES = {
  intervalS: 2,
  columns: {
    offered: [10, 30, 0, null, 5],
    timeouts: [1, 2, 3, 4, 5],
    p50Ms: [10, 20, null, null, 7],
    p99Ms: [90, 20, null, null, 8],
    vus: [3, 1, 4, 1, 5],
    'a.b.offered': [1, 3, 0, 0, 2],
    'a.b.cpu': [0.2, 0.4, null, 0.6, 1],
    'a.b.hitRatio': [0.4, 0.8, null, null, 0.5],
  },
};

test('counts are added, CPU is averaged, p50 and hit ratio are weighted by requests, the rest is of the worst interval', () => {
  expect(widenSeries(SERIES, 2)).toEqual({
    intervalS: 4,
    columns: {
      offered: [40, 0, 5],
      timeouts: [3, 7, 5],
      p50Ms: [17.5, null, 7],
      p99Ms: [90, null, 8],
      vus: [3, 4, 5],
      'a.b.offered': [4, 0, 2],
      'a.b.cpu': [expect.closeTo(0.3), 0.6, 1],
      'a.b.hitRatio': [expect.closeTo(0.7), null, 0.5],
    },
  });
});

test('a factor of one changes nothing', () => {
  expect(widenSeries(SERIES, 1)).toBe(SERIES);
});

test('no count is lost and no peak disappears, whatever the factor', () => {
  const values = fc.array(fc.option(fc.nat(1000)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 50 }), (numbers, factor) => {
      const { columns } = widenSeries({ intervalS: 1, columns: { errors: numbers, p99Ms: numbers } }, factor);
      expect(columns.errors).toHaveLength(Math.ceil(numbers.length / factor));
      const sum = (list: readonly (number | null)[]) => list.reduce<number>((total, each) => total + (each ?? 0), 0);
      const high = (list: readonly (number | null)[]) => Math.max(-1, ...list.filter(each => each !== null));
      expect(sum(columns.errors!)).toBe(sum(numbers));
      expect(high(columns.p99Ms!)).toBe(high(numbers));
    }),
  );
});
