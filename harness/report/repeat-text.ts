/** The terminal's report of a repeated run, in 80 columns: how many seeds came to which verdict, and the figures with their intervals. */

import type { RepeatRecord } from '../record/repeat-record.ts';
import { count, ms, rate, seconds, share } from '../verdict/figures.ts';
import { timeOfDay } from '../verdict/time-of-day.ts';
import { headWord } from './head-word.ts';
import { type Cell, heads, table, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

type Figure = RepeatRecord['figures'][string];

/** The whole report. */
export function repeatText(record: RepeatRecord, paint: Paint = plain, order?: Order): string {
  const verdict = verdictLines(headWord(record), repeatTitle(record), record.reasons, paint);
  return textPage(verdict, [figuresPart(record, paint)], order);
}

/** `--quiet`. */
export function repeatLine(record: RepeatRecord): string {
  return `${headWord(record).toUpperCase()} ${repeatTitle(record)}: ${record.reasons[0] ?? ''}`.trimEnd();
}

/** What was run, in a few words. */
export function repeatTitle({ script, cacheSettings, topology, clock, seeds, arrivals }: RepeatRecord): string {
  return `${script.name} with ${cacheSettings.name} on ${topology.name} (${clock}, ${seedsText(seeds)}, ${arrivals} arrivals)`;
}

function seedsText(seeds: RepeatRecord['seeds']): string {
  const [first, last] = [seeds[0]?.seed, seeds.at(-1)?.seed];
  return first === last ? `seed ${first}` : `seeds ${first}–${last}`;
}

/** A figure of the seeds as people read it. */
export interface FigureRow {
  readonly title: string;
  readonly mean: string;
  readonly interval: string;
  readonly range: string;
}

/** The figures that say most. */
export function figureRows({ figures, startsAt, seeds, topology }: RepeatRecord): FigureRow[] {
  const rows: FigureRow[] = [];
  const row = (title: string, place: string, text: (value: number) => string): void => {
    const figure = figures[place];
    if (figure === undefined) return;
    const only = figure.seeds === seeds.length ? '' : ` (${figure.seeds}/${seeds.length} seeds)`;
    rows.push({
      title: `${title}${only}`,
      mean: text(figure.mean),
      interval: intervalText(figure, text),
      range: `${text(figure.min)} – ${text(figure.max)}`,
    });
  };
  row('timeouts', 'timeouts.share', share);
  row('timeouts begin', 'timeouts.onsetS', atS => (startsAt === null ? seconds(atS) : timeOfDay(startsAt, atS)));
  row('  planned load then', 'timeouts.onsetRatePerSecond', rate);
  row('  after failover', 'timeouts.afterFailoverS', seconds);
  row('service back', 'timeouts.recoveredS', atS => (startsAt === null ? seconds(atS) : timeOfDay(startsAt, atS)));
  row('errors', 'objectives.errors.value', share);
  row('p99, worst 10 s', 'objectives.p99.value', ms);
  row('response time, p50', 'requests.responseTimeMs.p50', ms);
  row('response time, p99', 'requests.responseTimeMs.p99', ms);
  for (const pool of Object.keys(topology.pools)) {
    row(`${pool}: worst CPU`, `pools.${pool}.peakCpu`, share);
    row(`${pool}: hold CPU`, `pools.${pool}.holdCpu`, share);
    row(`${pool}: memory`, `pools.${pool}.peakMemory`, share);
    row(`${pool}: hit ratio`, `pools.${pool}.hitRatio`, share);
  }
  row('requests offered', 'requests.offered', count);
  row('iterations dropped', 'generator.droppedIterations', count);
  return rows;
}

function figuresPart(record: RepeatRecord, paint: Paint): string[] {
  const rows = figureRows(record);
  const cells = rows.map(({ title, mean, interval, range }): Cell[] => [
    { text: title },
    ...[mean, interval, range].map(text => ({ text, right: true })),
  ]);
  const more = Object.keys(record.figures).length - rows.length;
  return [
    paint('heading', 'Figures'),
    ...table([heads(['', '>mean', '>95 % interval', '>least – most'], paint), ...cells]),
    ...wrap(`${count(more)} more figures, and the series, are in the record`, '  '),
  ];
}

/** No figure here can be negative, and no share above 1: what the interval has beyond is not worth a thought. */
export function intervalText({ interval }: Figure, text: (value: number) => string): string {
  const most = text === share ? 1 : Number.POSITIVE_INFINITY;
  return interval === null ? '–' : `${text(Math.max(0, interval[0]))} – ${text(Math.min(most, interval[1]))}`;
}
