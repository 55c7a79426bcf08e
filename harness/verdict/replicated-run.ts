import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import type { SeriesTable } from '../measure/series-table.ts';
import { replicated, replicatedFigureSchema } from './replications.ts';

/** Every figure of the records of several seeds. */
export const replicatedFiguresSchema = z
  .record(z.string(), replicatedFigureSchema)
  .describe(
    'By their place in the run record: timeouts.onsetS, pools.alternate.holdCpu, metrics.http_req_duration.avg.',
  );
type ReplicatedFigures = Fact<typeof replicatedFiguresSchema>;

const column = z.array(z.number().nullable());

/** Their series. */
export const replicatedSeriesSchema = z.strictObject({
  intervalS: z.number(),
  columns: z.record(z.string(), z.strictObject({ mean: column, low: column, high: column })),
});
type ReplicatedSeries = Fact<typeof replicatedSeriesSchema>;

/** What is the same in all seeds, or no figure. */
const NO_FIGURES = ['schemaVersion', 'seed', 'script', 'topology', 'cacheSettings', 'timeline', 'series', 'integrity'];

/** Every number of the records by its place, in the order of the first record that has it. */
export function replicatedFigures(runs: readonly object[]): ReplicatedFigures {
  const byPlace = new Map<string, (number | null)[]>();
  runs.forEach((run, i) => {
    const rest = Object.fromEntries(Object.entries(run).filter(([key]) => !NO_FIGURES.includes(key)));
    collect(rest, '', (place, value) => {
      let values = byPlace.get(place);
      if (values === undefined) byPlace.set(place, (values = new Array<number | null>(runs.length).fill(null)));
      values[i] = value;
    });
  });
  const figures: Record<string, ReplicatedFigures[string]> = {};
  for (const [place, values] of byPlace) {
    const figure = replicated(values);
    if (figure !== null) figures[place] = figure;
  }
  return figures;
}

/** Every number of a value with its place: `timeouts.onsetS`. */
export function figuresOf(value: object): [place: string, figure: number][] {
  const figures: [string, number][] = [];
  collect(value, '', (place, figure) => figures.push([place, figure]));
  return figures;
}

/** Lists are by the names of their elements: objectives, routes; thresholds by their metric and expression; else by their numbers. */
function collect(value: unknown, place: string, add: (place: string, value: number) => void): void {
  if (typeof value === 'number') add(place, value);
  else if (Array.isArray(value))
    for (const [i, each] of value.entries()) collect(each, `${place}.${nameOf(each) ?? i}`, add);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      // k6's metrics keep their statistics in `values`: a word that says nothing.
      const isValues = key === 'values' && place.startsWith('metrics.');
      collect(each, isValues ? place : place === '' ? key : `${place}.${key}`, add);
    }
  }
}

function nameOf(element: unknown): string | null {
  if (typeof element !== 'object' || element === null) return null;
  const { name, metric, expression } = element as { name?: string; metric?: string; expression?: string };
  return name ?? (metric === undefined ? null : [metric, expression].filter(part => part !== undefined).join(' '));
}

/** Mean and 95 % interval of each interval of time. @param series at least one */
export function replicatedSeries(series: readonly SeriesTable[]): ReplicatedSeries {
  const { intervalS, columns: first } = series[0] as SeriesTable;
  const columns: Record<string, ReplicatedSeries['columns'][string]> = {};
  // A seed whose last iterations take longer has a longer record: all that all have is compared.
  const same = series.filter(each => each.intervalS === intervalS);
  for (const [name, own] of Object.entries(first)) {
    const all = same.map(each => each.columns[name] ?? []);
    const length = Math.min(own.length, ...all.map(each => each.length));
    const figures = Array.from({ length }, (_, i) => replicated(all.map(each => each[i] ?? null)));
    columns[name] = {
      mean: figures.map(figure => digits(figure?.mean)),
      low: figures.map(figure => digits(figure?.interval?.[0])),
      high: figures.map(figure => digits(figure?.interval?.[1])),
    };
  }
  return { intervalS, columns };
}

/** Six digits: a chart has no use for more, and there are three numbers where a run has one. */
function digits(value: number | undefined): number | null {
  return value === undefined ? null : Number(value.toPrecision(6));
}
