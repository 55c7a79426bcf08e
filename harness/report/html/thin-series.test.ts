import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extremes, lengthOf, thinningFor, thinSeries, thinSources } from './thin-series.ts';

const values = fc.array(fc.option(fc.integer({ min: -1000, max: 1000 })), { minLength: 1, maxLength: 400 });

test('the lowest and the highest of each stretch survive, and nothing else is made up', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 50 }), (numbers, width) => {
      const { low, high } = extremes(numbers, width);
      const stretches = Array.from({ length: Math.ceil(numbers.length / width) }, (_, i) =>
        numbers.slice(i * width, (i + 1) * width).filter(value => value !== null),
      );
      expect(low).toEqual(stretches.map(known => (known.length === 0 ? null : Math.min(...known))));
      expect(high).toEqual(stretches.map(known => (known.length === 0 ? null : Math.max(...known))));
    }),
  );
});

test('it has no more points than asked for, over the same time, and one that fits is left as it is', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (errors, mostPoints) => {
      const whole = { intervalS: 2, columns: { errors } };
      const { series, spread } = thinSeries(whole, thinningFor(errors.length, mostPoints));
      if (errors.length <= mostPoints) {
        expect([series, spread]).toEqual([whole, null]);
        return;
      }
      expect(spread).not.toBeNull();
      for (const thin of [series, spread!]) {
        expect(lengthOf(thin)).toBeLessThanOrEqual(mostPoints);
        expect(lengthOf(thin) * thin.intervalS).toBeGreaterThanOrEqual(2 * errors.length);
        expect((lengthOf(thin) - 1) * thin.intervalS).toBeLessThan(2 * errors.length);
      }
      expect(spread!.countS).toBe(2);
    }),
  );
});

test('a spike of one second stays as high as it was, where it was, and no request is lost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 20_000 }), fc.nat(), (length, place) => {
      const at = place % length;
      const errors = Array.from({ length }, (_, s) => (s === at ? 317 : s % 3));
      const factor = thinningFor(length, 500);
      const { series, spread } = thinSeries({ intervalS: 1, columns: { errors } }, factor);
      expect(spread!.columns['errors.high']!.indexOf(317)).toBe(Math.floor(at / factor));
      const sum = (list: readonly (number | null)[]) => list.reduce<number>((total, each) => total + (each ?? 0), 0);
      expect(sum(series.columns.errors!)).toBe(sum(errors));
    }),
  );
});

test('only the sources that have too many points are thinned, and their lines have bands', () => {
  const sources = {
    run: { intervalS: 10, columns: { errors: [1, 5, 2, 0] } },
    stages: { intervalS: 10, columns: { good: [1, 1, 1, 1] } },
  };
  const line = { label: '', colour: 'single', dash: 'solid', filled: false } as const;
  const chart = { id: 'a', title: '', unit: 'count', logarithmic: false, limits: [], main: true } as const;
  const lines = [
    { ...line, source: 'run', column: 'errors' },
    { ...line, source: 'stages', column: 'good' },
  ];
  const thin = thinSources([{ ...chart, lines }], sources, { run: 2 });
  expect(thin.sources).toEqual({
    ...sources,
    run: { intervalS: 20, columns: { errors: [6, 2] } },
    'run-spread': { intervalS: 20, countS: 10, columns: { 'errors.low': [1, 0], 'errors.high': [5, 2] } },
  });
  expect(thin.charts[0]!.lines.map(({ between }) => between?.source)).toEqual(['run-spread', undefined]);
});
