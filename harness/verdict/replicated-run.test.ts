import { expect, test } from 'vitest';
import { figuresOf, replicatedFigures, replicatedSeries } from './replicated-run.ts';

test('figures have a place: by keys, by the names of what lists hold, else by their numbers', () => {
  expect(
    figuresOf({
      timeouts: { onsetS: 29, pool: 'alternate', lastS: null },
      objectives: [{ name: 'p99', value: 700 }],
      thresholds: [{ metric: 'http_reqs', expression: 'count>5', value: 9 }],
      routes: [{ metric: 'GET', value: 1 }],
      windows: [{ value: 3 }, { value: 4 }],
      metrics: { http_reqs: { type: 'counter', values: { count: 5 } } },
      values: { a: 1 },
    }),
  ).toEqual([
    ['timeouts.onsetS', 29],
    ['objectives.p99.value', 700],
    ['thresholds.http_reqs count>5.value', 9],
    ['routes.GET.value', 1],
    ['windows.0.value', 3],
    ['windows.1.value', 4],
    ['metrics.http_reqs.count', 5],
    ['values.a', 1],
  ]);
});

test('of several runs they are by seed; what is the same in all, or no figure, is left out', () => {
  const run = (seed: number, onsetS: number | null) => ({
    ...{ schemaVersion: 1, seed, series: { intervalS: 1 }, timeline: [{ atS: 5 }] },
    ...{ topology: { users: 5 }, cacheSettings: {}, script: {}, integrity: '' },
    timeouts: { count: 10 * seed, ...(onsetS === null ? {} : { onsetS }) },
  });
  const figures = replicatedFigures([run(1, 29), run(2, null), run(3, 31)]);
  expect(Object.keys(figures)).toEqual(['timeouts.count', 'timeouts.onsetS']);
  expect(figures['timeouts.count']?.mean).toBe(20);
  expect(figures['timeouts.onsetS']?.mean).toBe(30);
});

test('series are compared as far as all seeds have them, at the same interval', () => {
  const series = (intervalS: number, ...cpu: (number | null)[]) => ({ intervalS, columns: { cpu } });
  const { intervalS, columns } = replicatedSeries([
    series(1, 0.1, 0.123456789, null, 0.4),
    series(1, 0.3, 0.123456789, null),
    series(5, 9, 9, 9),
  ]);
  expect([intervalS, columns.cpu?.mean]).toEqual([1, [0.2, 0.123457, null]]);
  expect(columns.cpu?.low[0]).toBeLessThan(0.2);
  expect(columns.cpu?.high[0]).toBeGreaterThan(0.2);
  expect(columns.cpu?.low[2]).toBeNull();
});
