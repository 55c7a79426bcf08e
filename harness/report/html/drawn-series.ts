import type { ChartPlan, LinePlan, PageSeries } from './chart-plan.ts';
import { lengthOf, thinningFor, thinSeries, withSpread } from './thin-series.ts';

/** Points of a curve: more of them are hardly told apart in a chart as wide as a page. */
export const MOST_POINTS = 500;
/** As many as a wide chart has pixels across. */
const ENOUGH_POINTS = 1000;
/** More digits than any chart can show. */
export const DIGITS = 4;

/** What charts are drawn from, and the charts, each line with its spread where something was left out. */
export interface Drawn {
  readonly sources: Readonly<Record<string, PageSeries>>;
  readonly charts: readonly ChartPlan[];
  /** How long the stretch of time of a point is, s; null: nothing was left out. */
  readonly stretchS: number | null;
}

/**
 * What charts draw of some series, and nothing else: their columns, thinned alike, in numbers of as many digits as can be seen.
 * @param mostNumbers of all of them together
 */
export function drawnSeries(
  sources: Readonly<Record<string, PageSeries>>,
  charts: readonly ChartPlan[],
  mostNumbers = 40_000,
): Drawn {
  const lines = charts.flatMap(chart => chart.lines);
  const drawn = Object.entries(sources).map(([key, series]) => [key, onlyDrawn(key, series, lines)] as const);
  const columns = drawn.reduce((sum, [, series]) => sum + Object.keys(series.columns).length, 0);
  const mostPoints = Math.min(MOST_POINTS, Math.max(2, Math.floor(mostNumbers / Math.max(1, 3 * columns))));
  const longest = Math.max(0, ...drawn.map(([, series]) => lengthOf(series)));
  const isShort = longest <= ENOUGH_POINTS && longest * columns <= mostNumbers;
  const factor = isShort ? 1 : thinningFor(longest, mostPoints);
  const entries = drawn.flatMap(([key, whole]) => {
    const { series, spread } = thinSeries(whole, factor);
    return [[key, shortened(series)], ...(spread === null ? [] : [[spreadOf(key), shortened(spread)]])];
  });
  const first = drawn[0]?.[1];
  return {
    sources: Object.fromEntries(entries) as Record<string, PageSeries>,
    charts: factor === 1 ? charts : charts.map(chart => withSpread(chart, spreadOf)),
    stretchS: factor === 1 || first === undefined ? null : first.intervalS * factor,
  };
}

/** Where the page's data has them: below `series`. */
export function placesOf({ sources }: Pick<Drawn, 'sources'>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.keys(sources).map(key => [key, ['series', key]]));
}

/** How many intervals of a series that is there whole are drawn as one point. */
export function drawingFactor(series: PageSeries): number {
  const length = lengthOf(series);
  return length <= ENOUGH_POINTS ? 1 : thinningFor(length, MOST_POINTS);
}

/** A page's source of another's spread. */
export function spreadOf(source: string): string {
  return `${source}-spread`;
}

/** The columns that lines need of a source. */
export function onlyDrawn(key: string, series: PageSeries, lines: readonly LinePlan[]): PageSeries {
  const wanted = new Set(
    lines.flatMap(({ source, column, between }) => [
      ...(source === key ? [column] : []),
      ...(between?.source === key ? [between.low, between.high] : []),
    ]),
  );
  const columns = Object.entries(series.columns).filter(([name]) => wanted.has(name));
  return { ...series, columns: Object.fromEntries(columns) };
}

/** With fewer digits. */
export function shortened<Series extends PageSeries>(series: Series): Series {
  const columns = Object.entries(series.columns).map(([name, values]) => [
    name,
    values.map(value => (value === null ? null : Number(value.toPrecision(DIGITS)))),
  ]);
  return { ...series, columns: Object.fromEntries(columns) };
}
