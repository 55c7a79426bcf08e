import { highest, sum } from '../../measure/column.ts';
import type { RunRecord, SeriesRecord } from '../../record/run-record.ts';
import { count, NO_DATA, rate, seconds } from '../../verdict/figures.ts';
import type { ChartFigure } from './chart-figure.ts';
import type { ChartPlan, Dash, LimitPlan, LineColour, LinePlan } from './chart-plan.ts';
import { unitText } from './unit-text.ts';

/** The charts of a run, by the part of the report that they are in. */
export interface RunCharts {
  /** What says most: it heads the page. */
  readonly load: ChartFigure;
  readonly timeline: readonly ChartFigure[];
  readonly pools: readonly ChartFigure[];
  readonly cache: readonly ChartFigure[];
  readonly generator: readonly ChartFigure[];
}

/** How a line looks. */
export interface Look {
  readonly colour: LineColour;
  readonly dash: Dash;
}

export const POOL_LOOKS: readonly Look[] = [
  { colour: 'pool-0', dash: 'solid' },
  { colour: 'pool-1', dash: 'dashed' },
  { colour: 'pool-2', dash: 'dotted' },
  { colour: 'pool-3', dash: 'dash-dot' },
];

/** How the line of the n-th of several drills looks: no two of sixteen are alike. */
export function armLook(index: number): Look {
  const { colour } = POOL_LOOKS[index % POOL_LOOKS.length] as Look;
  const { dash } = POOL_LOOKS[(index + Math.floor(index / POOL_LOOKS.length)) % POOL_LOOKS.length] as Look;
  return { colour, dash };
}

/** Limits further above the data than this are left out: they would flatten it. */
const NEAR_LIMIT = 2.5;

const SOURCE = 'run';

/** @param pointS of how long a time a point is, s, where the page has fewer of them than the record */
export function runCharts(record: RunRecord, pointS: number = record.series.intervalS): RunCharts {
  const each = pointS === 1 ? 'a second' : seconds(pointS);
  return {
    load: loadChart(record, each),
    timeline: [latencyChart(record, each), poolChart(record, CPU, each), poolChart(record, POOL_LOAD, each)],
    pools: [poolChart(record, MEMORY, each), poolChart(record, QUEUE, each)],
    cache: [poolChart(record, HIT_RATIO, each), singleChart(record, DIRECTORY)],
    generator: [singleChart(record, LAG), singleChart(record, VUS)],
  };
}

export function allCharts({ load, timeline, pools, cache, generator }: RunCharts): ChartFigure[] {
  return [load, ...timeline, ...pools, ...cache, ...generator];
}

function loadChart({ series, topology, timeouts }: RunRecord, each: string): ChartFigure {
  const plan: ChartPlan = {
    ...{ id: 'load', title: 'Load: planned, offered, good, failed', unit: 'perSecond', logarithmic: false, main: true },
    lines: [
      line('planned', 'planned', { colour: 'planned', dash: 'dashed' }),
      line('offered', 'offered', { colour: 'offered', dash: 'solid' }),
      line('good', 'good', { colour: 'good', dash: 'dash-dot' }),
      { ...line('errors', 'errors (all)', { colour: 'errors', dash: 'solid' }), filled: true },
      line('timeouts', 'of them timeouts', { colour: 'timeouts', dash: 'dotted' }),
      ...(series.columns.decided === undefined
        ? []
        : [line('decided', 'of them as ordered', { colour: 'single', dash: 'dashed' })]),
    ],
    limits: near([{ value: topology.peakPerSecond, label: 'regional peak' }], highestRate(series, 'planned')),
  };
  const failed = total(series, 'errors');
  const summary =
    `Users brought up to ${rate(highestRate(series, 'planned'))} (planned), and up to ${rate(highestRate(series, 'offered'))} ` +
    `was offered. ${failed === 0 ? 'No request failed.' : `${count(failed)} requests failed, ${timeouts.count === failed ? 'all' : `${count(timeouts.count)} of them`} by timeout, ${span(series, 'errors')}.`}`;
  const axis =
    topology.scale === 1
      ? ''
      : ` The axis on the right, where there is room, is the real region’s: ×${count(topology.scale)}.`;
  return {
    plan,
    summary,
    caption:
      `Where offered runs below planned, users are waiting for slow answers; where it runs above, they are catching up. Good is answered ` +
      `correctly in time. Each point is ${each}; an outcome counts when it comes.${axis} ` +
      `Left out: requests of setup, teardown and operations.`,
  };
}

function latencyChart({ series, topology, objectives }: RunRecord, each: string): ChartFigure {
  const p99Limit = objectives.find(({ name }) => name === 'p99')?.limit ?? null;
  const limits = [
    ...(p99Limit === null ? [] : [{ value: p99Limit, label: `objective p99 ${unitText('ms', p99Limit)}` }]),
    { value: topology.timeoutMs, label: `timeout ${unitText('ms', topology.timeoutMs)}` },
  ];
  const plan: ChartPlan = {
    ...{ id: 'latency', title: 'Response time', unit: 'ms', logarithmic: true, main: true },
    lines: [
      line('p50Ms', 'p50', { colour: 'p50', dash: 'solid' }),
      line('p99Ms', 'p99', { colour: 'p99', dash: 'dashed' }),
    ],
    limits,
  };
  const p99s = series.columns.p99Ms ?? [];
  const known = p99s.filter(value => value !== null);
  const over = p99Limit === null ? 0 : known.filter(value => value > p99Limit).length;
  const judged =
    p99Limit === null
      ? ''
      : ` It was over ${unitText('ms', p99Limit)} in ${count(over)} of ${count(known.length)} intervals.`;
  return {
    plan,
    summary:
      known.length === 0 ? 'No request ended.' : `The highest p99 is ${peakText(series, 'p99Ms', 'ms')}.${judged}`,
    caption:
      `From the moment a request was due to its end, failed requests with the time they took to fail. The scale is logarithmic: a ` +
      `step from 10 to 100 ms looks as large as one from 100 ms to 1 s. Each point is ${each}; where it has fewer than 100 requests, ` +
      `its p99 is its slowest one. The objective judges windows of 10 s, so single points may exceed it.`,
  };
}

/** A chart with one line a pool. */
interface PoolChart {
  readonly id: string;
  readonly title: string;
  readonly column: string;
  readonly unit: ChartPlan['unit'];
  /** @param each of how long a time a point is */
  readonly caption: (each: string) => string;
  readonly limits?: (record: RunRecord) => readonly LimitPlan[];
}

const CPU: PoolChart = {
  ...{ id: 'cpu', title: 'CPU', column: 'cpu', unit: 'share' },
  caption: each =>
    `Busy share of all cores of a pool, the mean of ${each}. At 100% every further request waits, and the queue grows.`,
  limits: () => [{ value: 1, label: 'all cores busy' }],
};

const POOL_LOAD: PoolChart = {
  ...{ id: 'pool-load', title: 'Load on the pools', column: 'offered', unit: 'perSecond' },
  caption: () =>
    'Requests that the proxy sent to each pool, retries included. Left out: requests that no pool was asked to serve.',
  limits: ({ topology }) => [{ value: topology.peakPerSecond, label: 'regional peak' }],
};

const MEMORY: PoolChart = {
  ...{ id: 'memory', title: 'Memory', column: 'memory', unit: 'share' },
  caption: each =>
    `Share in use in the fullest instance of a pool, the highest of ${each}: base, cache entries, and requests held. At 100% the instance dies.`,
  limits: () => [{ value: 1, label: 'an instance dies' }],
};

const QUEUE: PoolChart = {
  ...{ id: 'queue', title: 'Longest queue', column: 'queue', unit: 'count' },
  caption: each =>
    `Requests that one instance of a pool holds beyond its cores, whatever they wait for: the most of any in ${each}. Further ones get 503 where it is full.`,
  limits: ({ topology }) =>
    Object.entries(topology.pools).flatMap(([name, { queue }]) =>
      queue === null ? [] : [{ value: queue, label: `a queue of ${name} full` }],
    ),
};

const HIT_RATIO: PoolChart = {
  ...{ id: 'hit-ratio', title: 'Hit ratio', column: 'hitRatio', unit: 'share' },
  caption: () =>
    'Hits, stale and early answers ÷ read lookups, of each point’s own time. A lookup that waited for another’s read (coalesced) is no hit. Gaps: no lookups.',
};

function poolChart(
  record: RunRecord,
  { id, title, column, unit, caption, limits }: PoolChart,
  each: string,
): ChartFigure {
  const { series } = record;
  const pools = Object.keys(record.pools);
  const highest = Math.max(0, ...pools.map(pool => highestShown(series, `${pool}.${column}`, unit)));
  const plan: ChartPlan = {
    ...{ id, title, unit, logarithmic: false, main: false },
    lines: pools.map((pool, i) => line(`${pool}.${column}`, pool, POOL_LOOKS[i % POOL_LOOKS.length] as Look)),
    limits: near(limits?.(record) ?? [], highest),
  };
  const sentences = pools.map(pool => `${pool} ${peakText(series, `${pool}.${column}`, unit)}`);
  return { plan, summary: `Highest: ${sentences.join('; ')}.`, caption: caption(each) };
}

interface SingleChart {
  readonly id: string;
  readonly title: string;
  readonly column: string;
  readonly label: string;
  readonly unit: ChartPlan['unit'];
  readonly caption: string;
}

const DIRECTORY: SingleChart = {
  ...{ id: 'directory', title: 'Directory', column: 'directoryConcurrency', label: 'slots in use', unit: 'count' },
  caption:
    'Reads and writes in the store of record at once, which the pools share. When every slot is in use, misses wait.',
};

const LAG: SingleChart = {
  ...{ id: 'lag', title: 'Lag of the load generator', column: 'lagP99Ms', label: 'lag p99', unit: 'ms' },
  caption: 'How late iterations started. It is this machine’s doing, and it is part of every response time.',
};

const VUS: SingleChart = {
  ...{ id: 'vus', title: 'VUs', column: 'vus', label: 'VUs in use', unit: 'count' },
  caption: 'VUs with an iteration under way: how many users are waiting or thinking at once.',
};

function singleChart({ series }: RunRecord, { id, title, column, label, unit, caption }: SingleChart): ChartFigure {
  const plan: ChartPlan = {
    ...{ id, title, unit, logarithmic: false, main: false, limits: [] },
    lines: [line(column, label, { colour: 'single', dash: 'solid' })],
  };
  return { plan, summary: `Highest: ${peakText(series, column, unit)}.`, caption };
}

/** A line of the run's own series. */
export function line(column: string, label: string, look: Look, source: string = SOURCE): LinePlan {
  return { ...look, source, column, label, filled: false };
}

function near(limits: readonly LimitPlan[], highest: number): LimitPlan[] {
  return limits.filter(({ value }) => value <= NEAR_LIMIT * highest);
}

function highestShown(series: SeriesRecord, column: string, unit: ChartPlan['unit']): number {
  return unit === 'perSecond' ? highestRate(series, column) : highestOf(series, column);
}

function highestRate(series: SeriesRecord, column: string): number {
  return highestOf(series, column) / series.intervalS;
}

function highestOf({ columns }: SeriesRecord, column: string): number {
  return highest(columns[column] ?? []) ?? 0;
}

function total({ columns }: SeriesRecord, column: string): number {
  return sum(columns[column]);
}

/** When a column is first and last above zero: `in second 31`, `from second 31 to 38`. */
function span({ columns, intervalS }: SeriesRecord, column: string): string {
  const values = columns[column] ?? [];
  const first = values.findIndex(value => value !== null && value > 0);
  const last = values.findLastIndex(value => value !== null && value > 0);
  return first === last && intervalS === 1
    ? `in second ${first}`
    : `from second ${first * intervalS} to ${(last + 1) * intervalS - 1}`;
}

/** `98% in second 31`. */
function peakText(series: SeriesRecord, column: string, unit: ChartPlan['unit']): string {
  const values = series.columns[column] ?? [];
  let at = -1;
  values.forEach((value, i) => {
    if (value !== null && (at < 0 || value > (values[at] as number))) at = i;
  });
  if (at < 0) return NO_DATA;
  const peak = highestShown(series, column, unit);
  if (peak === 0) return `${unitText(unit, 0)} throughout`;
  const { intervalS } = series;
  const when = intervalS === 1 ? `in second ${at}` : `in seconds ${at * intervalS}–${(at + 1) * intervalS}`;
  return `${unitText(unit, peak)} ${when}`;
}
