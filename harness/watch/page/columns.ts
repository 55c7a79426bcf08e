import type { ChartPlan, PagePlan, PageSeries } from '../../report/html/chart-plan.ts';

/** A chart's numbers: the middles of the intervals, s, then a row a line; null = no data. */
export interface ChartData {
  readonly x: readonly number[];
  readonly rows: readonly (readonly (number | null)[])[];
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
  const lines = chart.lines.map(({ source, column }) => {
    const { intervalS, columns } = sources[source] as PageSeries;
    const values = new Map<number, number | null>();
    (columns[column] ?? []).forEach((value, i) => {
      const middle = (i + 0.5) * intervalS;
      moments.add(middle);
      values.set(middle, shown(value, chart, intervalS));
    });
    return values;
  });
  const x = [...moments].sort((a, b) => a - b);
  return { x, rows: lines.map(values => x.map(middle => values.get(middle) ?? null)) };
}

function shown(value: number | null, { unit, logarithmic }: ChartPlan, intervalS: number): number | null {
  if (value === null || (logarithmic && value <= 0)) return null;
  return unit === 'perSecond' ? value / intervalS : value;
}
