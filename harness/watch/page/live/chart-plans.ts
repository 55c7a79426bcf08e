import type { ChartPlan, LimitPlan } from '../../../report/html/chart-plan.ts';
import { type Look, line, POOL_LOOKS } from '../../../report/html/run-charts.ts';
import { unitText } from '../../../report/html/unit-text.ts';
import type { Progress } from '../../progress/progress.ts';

/** A chart of the live page, and how to read it. */
export interface LivePlan {
  readonly plan: ChartPlan;
  readonly caption: string;
}

/** What is drawn of a drill: the names and looks of the report. */
export function drillPlans(progress: Progress): LivePlan[] {
  const load: ChartPlan = {
    ...{ id: 'load', title: 'Load: planned, offered, good, failed', unit: 'perSecond', logarithmic: false, main: true },
    lines: [
      line('planned', 'planned', { colour: 'planned', dash: 'dashed' }),
      line('offered', 'offered', { colour: 'offered', dash: 'solid' }),
      ...outcomeLines('good'),
    ],
    limits: [{ value: progress.peakPerSecond, label: 'regional peak' }],
  };
  return [
    {
      plan: load,
      caption:
        'Where offered runs below planned, users are waiting for slow answers; where it runs above, they are catching up. Good is answered correctly in time.',
    },
    latency(progress, 'Response time', 'From the moment a request was due to its end, on a logarithmic scale.'),
    ...poolPlans(progress),
    single('directory', 'Directory', 'directoryConcurrency', 'slots in use', 'count', DIRECTORY),
    single('lag', 'Lag of the load generator', 'lagP99Ms', 'lag p99', 'ms', LAG),
  ];
}

/** What is drawn of a site that is kept up: there is no load generator, so everything is as the proxy and the pools see it. */
export function sitePlans(progress: Progress): LivePlan[] {
  const load: ChartPlan = {
    ...{ id: 'load', title: 'Answers of the proxy', unit: 'perSecond', logarithmic: false, main: true, limits: [] },
    lines: [line('ended', 'answered', { colour: 'offered', dash: 'solid' }), ...outcomeLines('below 400')],
  };
  return [
    { plan: load, caption: 'Counted when an answer’s headers go out, by status.' },
    latency(
      progress,
      'Time to the answer at the proxy',
      'From a request’s arrival to its answer’s headers, to the width of a histogram’s bucket, on a logarithmic scale.',
    ),
    ...poolPlans(progress),
    single('directory', 'Directory', 'directoryConcurrency', 'slots in use', 'count', DIRECTORY),
  ];
}

const DIRECTORY = 'Reads and writes in the store of record at once, which the pools share.';
const LAG = 'How late iterations started. It is this machine’s doing, and it is part of every response time.';

function outcomeLines(good: string) {
  return [
    line('good', good, { colour: 'good', dash: 'dash-dot' }),
    { ...line('errors', 'errors (all)', { colour: 'errors', dash: 'solid' }), filled: true },
    line('timeouts', 'of them timeouts (504)', { colour: 'timeouts', dash: 'dotted' }),
  ];
}

function latency({ timeoutMs, objectives: { p99Ms } }: Progress, title: string, caption: string): LivePlan {
  const limits: LimitPlan[] = [{ value: timeoutMs, label: `timeout ${unitText('ms', timeoutMs)}` }];
  if (p99Ms !== null) limits.push({ value: p99Ms, label: `objective p99 ${unitText('ms', p99Ms)}` });
  const plan: ChartPlan = {
    ...{ id: 'latency', title, unit: 'ms', logarithmic: true, main: true, limits },
    lines: [
      line('p50Ms', 'p50', { colour: 'p50', dash: 'solid' }),
      line('p99Ms', 'p99', { colour: 'p99', dash: 'dashed' }),
    ],
  };
  return { plan, caption };
}

function poolPlans(progress: Progress): LivePlan[] {
  const full: LimitPlan = { value: 1, label: 'all cores busy' };
  const dies: LimitPlan = { value: 1, label: 'an instance dies' };
  return [
    pools(progress, 'cpu', 'CPU', 'cpu', 'share', 'Busy share of all cores of a pool.', full),
    pools(
      progress,
      'pool-load',
      'Load on the pools',
      'offered',
      'perSecond',
      'Requests sent to each pool, retries included.',
    ),
    pools(
      progress,
      'queue',
      'Longest queue',
      'queue',
      'count',
      'Requests that one instance of a pool holds beyond its cores, the most of any.',
    ),
    pools(progress, 'memory', 'Memory', 'memory', 'share', 'Share in use in the fullest instance of a pool.', dies),
    pools(
      progress,
      'hit-ratio',
      'Hit ratio',
      'hitRatio',
      'share',
      'Hits, stale and early answers ÷ read lookups. Gaps: no lookups.',
    ),
  ];
}

function pools(
  { pools }: Progress,
  id: string,
  title: string,
  column: string,
  unit: ChartPlan['unit'],
  caption: string,
  ...limits: readonly LimitPlan[]
): LivePlan {
  const lines = pools.map((pool, i) => line(`${pool}.${column}`, pool, POOL_LOOKS[i % POOL_LOOKS.length] as Look));
  return { plan: { id, title, unit, logarithmic: false, main: false, limits, lines }, caption };
}

function single(
  id: string,
  title: string,
  column: string,
  label: string,
  unit: ChartPlan['unit'],
  caption: string,
): LivePlan {
  const lines = [line(column, label, { colour: 'single', dash: 'solid' })];
  return { plan: { id, title, unit, logarithmic: false, main: false, limits: [], lines }, caption };
}
