import { describe, expect, test } from 'vitest';
import { testSeries } from '../verdict/test-drill.ts';
import { intervalFor, seriesTable } from './series-table.ts';

describe('the interval is the smallest that gives at most 3600 points', () => {
  test.each([
    [45, 1],
    [3600, 1],
    [3601, 2],
    [7200, 2],
    [18_000, 5],
    [36_000, 10],
    [36_001, 30],
    [200_000, 60],
    [1_000_000, 60],
  ])('%i s: %i s', (seconds, interval) => {
    expect(intervalFor(seconds)).toBe(interval);
  });
});

const series = testSeries({
  seconds: 4,
  second: s => ({
    ...{ offered: [10, 20, 30, 0][s]!, planned: 25, timeouts: [0, 2, 3, 0][s]!, rejected: [0, 0, 1, 0][s]! },
    ...{ p50Ms: [10, 40, 20, null][s]!, p99Ms: [100, 50, 20, null][s]!, vus: [1, 5, 3, 0][s]!, lagP99Ms: s },
    pools: {
      primary: {
        ...{
          cpu: [0.2, 0.4, 0.6, 0][s]!,
          memory: [0.5, 0.4, 0.7, 0.2][s]!,
          longestQueue: [3, 1, 0, 0][s]!,
          queued: [5, 0, 1, 0][s]!,
          queueFull: [0, 2, 1, 0][s]!,
        },
        ...{ offered: [10, 20, 30, 0][s]!, lookups: [10, 20, 30, 0][s]!, hits: [10, 5, 30, 0][s]! },
      },
    },
  }),
});

test('by second, a column holds what was measured', () => {
  const { intervalS, columns } = seriesTable(series);
  expect(intervalS).toBe(1);
  expect(columns.offered).toEqual([10, 20, 30, 0]);
  expect(columns.good).toEqual([10, 18, 26, 0]);
  expect(columns.errors).toEqual([0, 2, 4, 0]);
  expect(columns.p99Ms).toEqual([100, 50, 20, null]);
  expect(columns['primary.hitRatio']).toEqual([1, 0.25, 1, null]);
  expect(columns.directoryConcurrency).toEqual([null, null, null, null]);
});

test('longer intervals add up counts, weigh p50 and hit ratio, average CPU, and keep the worst of the rest', () => {
  const { columns } = seriesTable(series, { intervalS: 2 });
  expect(columns.planned).toEqual([50, 50]);
  expect(columns.offered).toEqual([30, 30]);
  expect(columns.timeouts).toEqual([2, 3]);
  expect(columns.p50Ms).toEqual([30, 20]);
  expect(columns.p99Ms).toEqual([100, 20]);
  expect(columns.lagP99Ms).toEqual([1, 3]);
  expect(columns.vus).toEqual([5, 3]);
  expect(columns['primary.cpu']).toEqual([expect.closeTo(0.3), 0.3]);
  expect(columns['primary.memory']).toEqual([0.5, 0.7]);
  expect(columns['primary.queue']).toEqual([3, 0]);
  expect(columns['primary.queued']).toEqual([5, 1]);
  expect(columns['primary.queueFull']).toEqual([2, 1]);
  expect(columns['primary.hitRatio']).toEqual([0.5, 1]);
});

test('the columns of how-it-works §7, and none else', () => {
  expect(Object.keys(seriesTable(series).columns)).toMatchInlineSnapshot(`
    [
      "planned",
      "offered",
      "good",
      "timeouts",
      "rejected",
      "errors",
      "p50Ms",
      "p99Ms",
      "lagP99Ms",
      "vus",
      "directoryConcurrency",
      "primary.cpu",
      "primary.memory",
      "primary.queue",
      "primary.queued",
      "primary.queueFull",
      "primary.inFlight",
      "primary.hitRatio",
      "primary.offered",
    ]
  `);
});
