import type { ChartPlan, LinePlan, PageSeries } from './chart-plan.ts';
import { widenSeries } from './widen-series.ts';

type Values = readonly (number | null)[];

/** A long series in fewer points: what each stretch of time came to, and between which values it went. */
export interface ThinSeries {
  /** By the rules of records: sums, means, the worst. */
  readonly series: PageSeries;
  /** Of each column `NAME.low` and `NAME.high`; null: nothing was left out. */
  readonly spread: PageSeries | null;
}

/** How many intervals of a series must become one for it to have no more points than that. */
export function thinningFor(length: number, mostPoints: number): number {
  return Math.max(1, Math.ceil(length / mostPoints));
}

/** @param factor intervals that become one; 1 leaves the series as it is */
export function thinSeries(series: PageSeries, factor: number): ThinSeries {
  if (factor <= 1) return { series, spread: null };
  const { intervalS, columns } = series;
  const spread = Object.entries(columns).flatMap(([name, values]) => {
    const { low, high } = extremes(values, factor);
    return [
      [`${name}.low`, low],
      [`${name}.high`, high],
    ];
  });
  return {
    series: widenSeries(series, factor),
    spread: { intervalS: intervalS * factor, countS: intervalS, columns: Object.fromEntries(spread) },
  };
}

/** The lowest and the highest of each stretch; null where nothing was measured in all of it. */
export function extremes(values: Values, width: number): { readonly low: Values; readonly high: Values } {
  const [low, high]: [(number | null)[], (number | null)[]] = [[], []];
  for (let from = 0; from < values.length; from += width) {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = from; i < from + width; i++) {
      const value = values[i] ?? null;
      if (value === null) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    low.push(least <= most ? least : null);
    high.push(least <= most ? most : null);
  }
  return { low, high };
}

/** The chart with each line's spread laid beside it. @param sourceOf where the spread of a source's columns is; null: it has none */
export function withSpread(plan: ChartPlan, sourceOf: (source: string) => string | null): ChartPlan {
  const spreadOf = (line: LinePlan): LinePlan => {
    const source = sourceOf(line.source);
    if (source === null || line.between !== undefined) return line;
    return { ...line, between: { source, low: `${line.column}.low`, high: `${line.column}.high` } };
  };
  return { ...plan, lines: plan.lines.map(spreadOf) };
}

/** Charts and what they are drawn from, with the sources thinned that have more points than can be told apart. */
export function thinSources(
  charts: readonly ChartPlan[],
  sources: Readonly<Record<string, PageSeries>>,
  thinning: Readonly<Record<string, number>>,
): { readonly charts: readonly ChartPlan[]; readonly sources: Readonly<Record<string, PageSeries>> } {
  const thin: Record<string, PageSeries> = {};
  const spreads = new Map<string, string>();
  for (const [key, whole] of Object.entries(sources)) {
    const { series, spread } = thinSeries(whole, thinning[key] ?? 1);
    thin[key] = series;
    if (spread === null) continue;
    spreads.set(key, `${key}-spread`);
    thin[`${key}-spread`] = spread;
  }
  return { charts: charts.map(chart => withSpread(chart, key => spreads.get(key) ?? null)), sources: thin };
}

/** Points of its longest column. */
export function lengthOf({ columns }: PageSeries): number {
  return Object.values(columns).reduce((longest, { length }) => Math.max(longest, length), 0);
}
