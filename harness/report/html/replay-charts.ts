import { highest, sum } from '../../measure/column.ts';
import type { RunRecord, SeriesRecord } from '../../record/run-record.ts';
import { count, rate, share } from '../../verdict/figures.ts';
import type { ChartFigure } from './chart-figure.ts';
import type { LinePlan } from './chart-plan.ts';
import { line } from './run-charts.ts';

/** The charts of one drill of several: what users got, and how full the pool was that the cause names. */
export function drillCharts(key: string, name: string, run: RunRecord, series: SeriesRecord): ChartFigure[] {
  const { columns, intervalS } = series;
  const pool = run.cause?.pool ?? Object.keys(run.pools)[0] ?? '';
  const failed = sum(columns.errors ?? []);
  const requests: ChartFigure = {
    plan: {
      ...{ id: `${key}-requests`, title: `${name}: requests`, unit: 'perSecond', logarithmic: false, main: false },
      lines: [
        line('planned', 'planned', { colour: 'planned', dash: 'dashed' }, key),
        line('good', 'good', { colour: 'good', dash: 'solid' }, key),
        { ...line('errors', 'errors', { colour: 'errors', dash: 'dotted' }, key), filled: true },
        ...decided(columns, key),
      ],
      limits: [],
    },
    summary: `Users brought up to ${rate((highest(columns.planned ?? []) ?? 0) / intervalS)}; ${failed === 0 ? 'no request failed' : `${count(failed)} requests failed`}.`,
    caption: 'What users brought, and what they got, in the second in which it came.',
  };
  const at = (column: string): string => {
    const most = highest(columns[`${pool}.${column}`] ?? []);
    return most === null ? 'not measured' : share(most);
  };
  const fullness: ChartFigure = {
    plan: {
      ...{ id: `${key}-pool`, title: `${name}: ${pool}`, unit: 'share', logarithmic: false, main: false },
      lines: [
        line(`${pool}.cpu`, 'CPU', { colour: 'pool-0', dash: 'solid' }, key),
        line(`${pool}.memory`, 'memory', { colour: 'pool-1', dash: 'dashed' }, key),
        line(`${pool}.hitRatio`, 'hit ratio', { colour: 'pool-2', dash: 'dotted' }, key),
      ],
      limits: [],
    },
    summary: `Highest: CPU ${at('cpu')}, memory ${at('memory')}, hit ratio ${at('hitRatio')}.`,
    caption: 'CPU of all its cores, memory of its fullest instance, and hits of its lookups.',
  };
  const slots: ChartFigure = {
    plan: {
      ...{ id: `${key}-store`, title: `${name}: store`, unit: 'count', logarithmic: false, main: false, limits: [] },
      lines: [line('directoryConcurrency', 'slots in use', { colour: 'single', dash: 'solid' }, key)],
    },
    summary: `Highest: ${count(highest(columns.directoryConcurrency ?? []) ?? 0)} slots in use.`,
    caption: 'Reads and writes in the store of record at once. When every slot is in use, misses wait.',
  };
  return [requests, fullness, slots];
}

function decided(columns: SeriesRecord['columns'], key: string): LinePlan[] {
  if (columns.decided === undefined) return [];
  return [line('decided', 'of them as ordered', { colour: 'single', dash: 'dashed' }, key)];
}
