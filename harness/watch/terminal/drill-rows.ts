import { numberedTimeline, phasesOf } from '../../report/html/phases.ts';
import { cut } from '../../report/layout.ts';
import type { Paint, Tone } from '../../report/paint.ts';
import { count, ms, rate, seconds, share } from '../../verdict/figures.ts';
import {
  elapsedText,
  latestOf,
  latestSecond,
  type Numbers,
  onsetOf,
  type Progress,
  plannedColumn,
  shownSeconds,
} from '../progress/progress.ts';
import { bar, type Cells, cellAt, cellsOf } from './sparkline.ts';

/** Width of names and of texts before the curves. */
const LABEL = 11;
const TEXT = 30;
/** Narrower curves tell nothing. */
const LEAST_CURVE = 8;
/** Lag below this is not worth a row, whatever the objectives. */
const LAG_WORTH_SAYING_MS = 20;
/** Lowest latency of the logarithmic curve. */
const FAST_MS = 1;

/** How a row's curve looks: its cells, and each cell's character and tone. */
interface Curve {
  readonly cells: Cells;
  readonly draw: (value: number) => string;
  readonly tone: (value: number, cell: number) => Tone | null;
}

/**
 * A drill under way in a few rows, none wider than `columns`: what it is and where it stands, load, failures, latency, each pool,
 * operations. The curves have one time axis: what stands in one column happened at one time.
 */
export function drillRows(progress: Progress, columns: number, paint: Paint): string[] {
  const wide = columns - LABEL - TEXT - 1;
  const width = wide >= LEAST_CURVE ? wide : 0;
  const spanS = shownSeconds(progress);
  const row = (label: string, text: string, curve: Curve | null): string => {
    const room = width === 0 ? columns - LABEL : TEXT;
    const words = paint('faint', cut(label, LABEL - 1).padEnd(LABEL)) + cut(text, room);
    if (curve === null || width === 0) return words;
    const line = drawn(curve, paint);
    return line === '' ? words : `${words}${' '.repeat(Math.max(1, TEXT + 1 - text.length))}${line}`;
  };
  const cells = (numbers: Numbers, combine: 'worst' | 'mean'): Cells =>
    cellsOf(numbers, progress.fromS, spanS, width, combine);
  const column = (name: string): Numbers => progress.columns[name] ?? [];
  const rows = [titleRow(progress, columns, paint)];
  rows.push(row('load', loadText(progress), loadCurve(progress, cells)));
  rows.push(row('failed', failedText(progress), failedCurve(progress, cells)));
  rows.push(row('p99', latencyText(progress), latencyCurve(progress, cells(column('p99Ms'), 'worst'))));
  for (const pool of progress.pools) {
    rows.push(row(pool, poolText(progress, pool), shareCurve(cells(column(`${pool}.cpu`), 'worst'))));
  }
  rows.push(row('operations', operationText(progress), null) + markers(progress, spanS, width, paint));
  const trouble = troubleText(progress);
  if (trouble !== null) rows.push(paint('doubtful', cut(trouble, columns)));
  return rows;
}

/** A drill among several, in one row. */
export function compactRow(progress: Progress, columns: number, nameWidth: number, paint: Paint): string {
  const when = progress.stage === 'running' ? elapsedText(progress) : progress.stage;
  const [ended, good] = [latestOf(progress, 'ended'), latestOf(progress, 'good')];
  const goodText = ended === null || good === null || ended === 0 ? '–' : share(good / ended);
  const timeouts = progress.totals.timeouts ?? 0;
  const text = `${when.padEnd(13)} good ${goodText.padStart(6)}  504s ${count(timeouts).padEnd(6)}`;
  const name = cut(progress.name, nameWidth).padEnd(nameWidth);
  const width = columns - nameWidth - text.length - 3;
  if (width < LEAST_CURVE) return cut(`${name} ${text}`, columns);
  const spanS = shownSeconds(progress);
  const curve = loadCurve(progress, (numbers, combine) => cellsOf(numbers, progress.fromS, spanS, width, combine));
  return `${name} ${text}  ${drawn(curve, paint)}`.trimEnd();
}

function titleRow(progress: Progress, columns: number, paint: Paint): string {
  const { title, clock, stage, seconds: done } = progress;
  const when = stage === 'running' ? elapsedText(progress) : stage === 'over' ? `${seconds(done)}, over` : 'starting';
  const room = columns - when.length - 2;
  const what = cut(`${title}, ${clock}`, room);
  const phase = cut(`  ${phaseOf(progress)}`, room - what.length);
  const gap = ' '.repeat(Math.max(1, columns - what.length - phase.length - when.length));
  return `${paint('heading', what)}${phase}${gap}${when}`;
}

/** Where users are now. */
function phaseOf({ stage, timeline, pools, seconds: done }: Progress): string {
  if (stage === 'waiting' || stage === 'ready') return '';
  return phasesOf(timeline, pools[0] ?? '', done + 1).at(-1)?.label ?? '';
}

function loadText(progress: Progress): string {
  const offered = latestOf(progress, 'offered');
  const second = latestSecond(progress);
  const planned = second === null ? null : (plannedColumn(progress)[second - progress.fromS] ?? null);
  if (offered === null) return '–';
  return planned === null ? `${rate(offered)}` : `${rate(offered)} of ${rate(planned)} planned`;
}

function loadCurve(progress: Progress, cells: (numbers: Numbers, combine: 'worst' | 'mean') => Cells): Curve {
  const offered = progress.columns.offered ?? [];
  const top = Math.max(1, ...offered.map(value => value ?? 0));
  const failing = cells(progress.columns.errors ?? [], 'worst');
  return {
    cells: cells(offered, 'mean'),
    draw: value => bar(value / top),
    tone: (_, cell) => ((failing[cell] ?? 0) > 0 ? 'bad' : null),
  };
}

function failedText(progress: Progress): string {
  const { timeouts = 0, errors = 0 } = progress.totals;
  const [ended, failed] = [latestOf(progress, 'ended'), latestOf(progress, 'errors')];
  const now = ended === null || failed === null || ended === 0 ? '–' : `${share(failed / ended)} now`;
  if (errors === 0) return now === '–' ? now : `${now}, none so far`;
  return `${now}, 504s ${count(timeouts)}${errors > timeouts ? `, other ${count(errors - timeouts)}` : ''}`;
}

/** Failed ÷ ended: a dot where nothing failed. */
function failedCurve(progress: Progress, cells: (numbers: Numbers, combine: 'worst' | 'mean') => Cells): Curve {
  const errors = progress.columns.errors ?? [];
  const shares = (progress.columns.ended ?? []).map((ended, i) => (ended ? (errors[i] ?? 0) / ended : null));
  return {
    cells: cells(shares, 'worst'),
    draw: value => (value === 0 ? '·' : bar(value)),
    tone: value => (value === 0 ? 'faint' : 'bad'),
  };
}

function latencyText(progress: Progress): string {
  const [p99, vus] = [latestOf(progress, 'p99Ms'), latestOf(progress, 'vus')];
  return `${p99 === null ? '–' : ms(p99)}${vus === null ? '' : `, VUs ${count(vus)}`}`;
}

/** From 1 ms to the proxy's deadline, logarithmic. */
function latencyCurve({ timeoutMs, objectives: { p99Ms } }: Progress, cells: Cells): Curve {
  const decades = Math.log(Math.max(timeoutMs, 10) / FAST_MS);
  return {
    cells,
    draw: value => bar((Math.log(Math.max(value, FAST_MS) / FAST_MS) / decades) * 0.999),
    tone: value => (p99Ms !== null && value > p99Ms ? 'bad' : null),
  };
}

function poolText(progress: Progress, pool: string): string {
  const [cpu, hits, queue] = ['cpu', 'hitRatio', 'queue'].map(column => latestOf(progress, `${pool}.${column}`));
  const parts = [`CPU ${percent(cpu ?? null).padStart(4)}`];
  if (hits != null) parts.push(`hit ${percent(hits)}`);
  if (queue) parts.push(`queue ${count(queue)}`);
  return parts.join(', ');
}

function shareCurve(cells: Cells): Curve {
  return { cells, draw: value => bar(value * 0.999), tone: value => (value >= 0.97 ? 'bad' : null) };
}

function operationText({ timeline }: Progress): string {
  const last = numberedTimeline(timeline).findLast(({ number }) => number !== null);
  return last === undefined ? 'none yet' : `${last.number} ${last.operation} ${last.target}`;
}

/** The numbers of the operations at their time, and `!` where sustained timeouts begin. */
function markers(progress: Progress, spanS: number, width: number, paint: Paint): string {
  if (width === 0) return '';
  const signs: string[] = new Array(width).fill(' ');
  const put = (atS: number, sign: string): void => {
    if (atS >= 0 && atS <= spanS) signs.splice(cellAt(atS, spanS, width), sign.length, ...sign);
  };
  for (const { atS, number } of numberedTimeline(progress.timeline)) if (number !== null) put(atS, String(number));
  const onsetS = onsetOf(progress);
  if (onsetS !== null) put(onsetS, '!');
  const used = operationText(progress).length;
  const line = signs.slice(0, width).join('').trimEnd();
  if (line === '') return '';
  return `${' '.repeat(Math.max(1, TEXT + 1 - used))}${line.replace('!', paint('bad', '!'))}`;
}

function troubleText(progress: Progress): string | null {
  const lag = latestOf(progress, 'lagP99Ms');
  const dropped = progress.totals.dropped ?? 0;
  const parts = [
    ...(lag !== null && lag > LAG_WORTH_SAYING_MS ? [`iterations start ${ms(lag)} late (p99)`] : []),
    ...(dropped > 0 ? [`${count(dropped)} iterations dropped`] : []),
  ];
  return parts.length === 0 ? null : `The load generator: ${parts.join(', ')}.`;
}

/** Time that is still to come is left away, not blank: a narrower terminal would wrap the blanks. */
function drawn({ cells, draw, tone }: Curve, paint: Paint): string {
  let text = '';
  let run = '';
  let look: Tone | null = null;
  const flush = (): void => {
    text += look === null ? run : paint(look, run);
    run = '';
  };
  cells.slice(0, cells.findLastIndex(value => value !== null) + 1).forEach((value, cell) => {
    const next = value === null ? null : tone(value, cell);
    if (next !== look) {
      flush();
      look = next;
    }
    run += value === null ? ' ' : draw(value);
  });
  flush();
  return text;
}

function percent(value: number | null): string {
  return value === null ? '–' : `${Math.round(value * 100)}%`;
}
