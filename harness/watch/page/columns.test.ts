import { expect, test } from 'vitest';
import type { ChartPlan, PagePlan } from '../../report/html/chart-plan.ts';
import { chartData, sourceSeries } from './columns.ts';

const LINE = { label: '', colour: 'single', dash: 'solid', filled: false } as const;
const CHART: ChartPlan = {
  ...{ id: 'c', title: 'C', unit: 'perSecond', logarithmic: false, limits: [], main: true },
  lines: [{ ...LINE, source: 'run', column: 'offered' }],
};

test('counts of an interval become rates, at the middle of the interval', () => {
  const run = { intervalS: 2, columns: { offered: [10, null, 0] } };
  expect(chartData(CHART, { run })).toEqual({ x: [1, 3, 5], rows: [[5, null, 0]] });
});

test('a logarithmic scale has no place for zero', () => {
  const run = { intervalS: 1, columns: { offered: [0, 3] } };
  expect(chartData({ ...CHART, unit: 'ms', logarithmic: true }, { run }).rows).toEqual([[null, 3]]);
});

test('series of different lengths and intervals share the moments of both', () => {
  const lines = [...CHART.lines, { ...LINE, source: 'other', column: 'offered' }];
  const run = { intervalS: 1, columns: { offered: [1, 2, 3] } };
  const other = { intervalS: 2, columns: { offered: [8] } };
  expect(chartData({ ...CHART, lines }, { run, other })).toEqual({
    x: [0.5, 1, 1.5, 2.5],
    rows: [
      [1, null, 2, 3],
      [null, 4, null, null],
    ],
  });
});

test('a column that the series does not have is without data', () => {
  expect(chartData(CHART, { run: { intervalS: 1, columns: {} } })).toEqual({ x: [], rows: [[]] });
});

test('series are found by their path in the data, and a wrong path is told', () => {
  const plan = { sources: { run: ['a', 'series'] } } as unknown as PagePlan;
  const series = { intervalS: 1, columns: {} };
  expect(sourceSeries(plan, { a: { series } })).toEqual({ run: series });
  expect(() => sourceSeries(plan, { a: {} })).toThrow('the page has no data at a.series');
});
