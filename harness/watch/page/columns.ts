import type { ChartPlan, PagePlan, PageSeries } from '../../report/html/chart-plan.ts';

type Row = readonly (number | null)[];

/** A chart's numbers: the middles of the intervals, s, then a row a line; null = no data. */
export interface ChartData {
  readonly x: readonly number[];
  readonly rows: readonly Row[];
  /** What a line's colour is laid between, by the line's place; none, if it is not said. */
  readonly bands?: readonly Band[];
}

export interface Band {
  readonly line: number;
  readonly low: Row;
  readonly high: Row;
}

/** Finds the series that a plan names in the page's data. @throws Error if there is none: our own bug. */
export function sourceSeries(plan: PagePlan, data: unknown): Record<string, PageSeries> {
  return Object.fromEntries(
    Object.entries(plan.sources).map(([name, path]) => {
      let found: unknown = data;
      for (const key of path) found = (found as Record<string, unknown> | undefined)?.[key];
      if (found === undefined) throw new Error(`the page has no data at ${path.join('.')}`);
      return [name, found as PageSeries];
    }),
  );
}

/** The numbers of a chart. Sources of different intervals share the moments of all. */
export function chartData(chart: ChartPlan, sources: Readonly<Record<string, PageSeries>>): ChartData {
  const moments = new Set<number>();
  const read = (source: string, column: string): ReadonlyMap<number, number | null> => {
    const { intervalS, countS = intervalS, columns } = sources[source] as PageSeries;
    const values = new Map<number, number | null>();
    (columns[column] ?? []).forEach((value, i) => {
      const middle = (i + 0.5) * intervalS;
      moments.add(middle);
      values.set(middle, shown(value, chart, countS));
    });
    return values;
  };
  const lines = chart.lines.map(({ source, column }) => read(source, column));
  const bands = chart.lines.flatMap(({ between }, line) =>
    between === undefined
      ? []
      : [{ line, low: read(between.source, between.low), high: read(between.source, between.high) }],
  );
  const x = [...moments].sort((a, b) => a - b);
  const row = (values: ReadonlyMap<number, number | null>): Row => x.map(middle => values.get(middle) ?? null);
  return {
    x,
    rows: lines.map(row),
    ...(bands.length === 0
      ? {}
      : { bands: bands.map(({ line, low, high }) => ({ line, low: row(low), high: row(high) })) }),
  };
}

function shown(value: number | null, { unit, logarithmic }: ChartPlan, countS: number): number | null {
  if (value === null || (logarithmic && value <= 0)) return null;
  return unit === 'perSecond' ? value / countS : value;
}
