import { expect, test } from 'vitest';
import { increases, means } from './counter.ts';

const series = (values: readonly number[], atS: readonly number[] = values.map((_, i) => 15 * i)) => ({
  labels: {},
  values,
  atMs: atS.map(at => 1000 * at),
});
const EDGES = [0, 60_000, 120_000];

test('is the difference at the ends of a window', () => {
  expect(increases(series([0, 1, 2, 3, 4, 6, 8, 10, 12]), EDGES, 15_000, false)).toMatchObject({ by: [4, 8] });
});

test('lies on the straight line where an end is between two scrapes', () => {
  const { by } = increases(series([0, 10, 20, 30, 40], [5, 20, 35, 50, 65]), [5000, 57_500], 15_000, false);
  expect(by).toEqual([35]);
});

test('a counter that began again is counted from zero, and the window is told', () => {
  const { by, resets } = increases(series([100, 110, 120, 130, 140, 5, 10, 15, 20]), EDGES, 15_000, false);
  expect(by).toEqual([40, 20]);
  expect([...resets]).toEqual([1]);
});

test('a gap is no number', () => {
  const { by } = increases(series([0, 10, 90, 100], [0, 15, 100, 120]), EDGES, 15_000, false);
  expect(by).toEqual([null, null]);
});

test('a series that comes late was at zero before, if others of its instance were there', () => {
  const late = series([7, 9], [105, 120]);
  expect(increases(late, EDGES, 15_000, true).by).toEqual([0, 9]);
  expect(increases(late, EDGES, 15_000, false).by).toEqual([null, null]);
});

test('the mean of a gauge is of what was scraped in the window', () => {
  expect(means(series([1, 3, 8], [10, 20, 70]), [0, 60_000, 120_000, 180_000])).toEqual([2, 8, null]);
});
