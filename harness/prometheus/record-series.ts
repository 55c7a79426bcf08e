import type { CompareRecord } from '../record/compare-record.ts';
import type { RunRecord } from '../record/run-record.ts';

import { unitOf } from './drill-metrics.ts';
import type { Series } from './write-request.ts';

type Labels = Readonly<Record<string, string>>;
type Figure = readonly [name: string, labels: Labels, value: number | null];

/**
 * What a run has come to, as series of one sample each: `headroom_run_…`, labelled by script, topology, settings under test (name and
 * fingerprint), clock and seed. The figures are the record's; times in seconds. What has no value is NaN: absent, an earlier run's
 * would still be seen.
 * @param tags further labels, `--tag KEY=VALUE`
 * @param atMs of the samples, Unix time
 */
export function recordSeries(record: RunRecord, tags: Labels, atMs: number): Series[] {
  const { script, topology, cacheSettings, clock, seed } = record;
  const common = {
    ...tags,
    script: script.name,
    topology: topology.name,
    settings: cacheSettings.name,
    fingerprint: cacheSettings.fingerprint,
    clock,
    seed: String(seed),
  };
  return figures(record).map(([name, labels, value]) => ({
    name: `headroom_run_${name}`,
    labels: { ...common, ...labels },
    samples: [[atMs, value ?? Number.NaN]],
  }));
}

const COMPARE_VERDICTS = ['safe', 'worse', 'inconclusive'] as const;

/**
 * What a comparison has come to: `headroom_compare_verdict`, 1 for the one that it is, labelled by script, topology, the candidate's settings and
 * the baseline's. @param tags, @param atMs as of a run
 */
export function comparisonSeries(
  { verdict, baseline, candidate }: CompareRecord,
  tags: Labels,
  atMs: number,
): Series[] {
  const { script, topology, cacheSettings, clock } = candidate;
  const labels = {
    ...tags,
    script: script.name,
    topology: topology.name,
    settings: cacheSettings.name,
    fingerprint: cacheSettings.fingerprint,
    baseline: baseline.cacheSettings.name,
    baseline_fingerprint: baseline.cacheSettings.fingerprint,
    clock,
  };
  return COMPARE_VERDICTS.map(each => ({
    name: 'headroom_compare_verdict',
    labels: { ...labels, verdict: each },
    samples: [[atMs, Number(verdict === each)]],
  }));
}

const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;

function figures(record: RunRecord): Figure[] {
  return [
    ...VERDICTS.map((verdict): Figure => ['verdict', { verdict }, Number(record.verdict === verdict)]),
    ['duration_seconds', {}, record.durationS],
    ['peak_requests_per_second', {}, record.topology.peakPerSecond],
    ...timeoutFigures(record),
    ...objectiveFigures(record),
    ...headroomFigures(record),
    ...requestFigures(record),
    ...poolFigures(record),
    ...generatorFigures(record),
  ];
}

function timeoutFigures({ timeouts }: RunRecord): Figure[] {
  return [
    ['timeouts', {}, timeouts.count],
    ['timeouts_ratio', {}, timeouts.share],
    ['onset_seconds', {}, timeouts.onsetS],
    ['onset_requests_per_second', {}, timeouts.onsetRatePerSecond],
    ['onset_pool_requests_per_second', {}, timeouts.onsetPoolRatePerSecond],
    ['onset_after_failover_seconds', {}, timeouts.afterFailoverS],
    ['recovered_seconds', {}, timeouts.recoveredS],
  ];
}

function objectiveFigures({ objectives }: RunRecord): Figure[] {
  return objectives.flatMap(({ name, limit, value, margin, status }): Figure[] => {
    const unit = unitOf(name);
    const labels = { objective: name };
    return [
      ['objective_limit', labels, limit * unit],
      ['objective_value', labels, value === null ? null : value * unit],
      ['objective_margin', labels, margin === null ? null : margin * unit],
      ['objective_broken', labels, Number(status === 'broken')],
    ];
  });
}

/** Capacity ÷ peak as `capacity` measured it, and the hold's estimate. */
function headroomFigures({ objectives, hold }: RunRecord): Figure[] {
  const measured = objectives.find(({ name }) => name === 'headroom')?.value ?? null;
  return [
    ['headroom_ratio', { basis: 'measured' }, measured],
    ['headroom_ratio', { basis: 'estimate' }, hold?.headroom ?? null],
  ];
}

function requestFigures({ requests, timeouts }: RunRecord): Figure[] {
  const { offered, good, errors, unexpected, interrupted, byStatus, byReason, responseTimeMs, serviceTimeMs } =
    requests;
  const outcomes = { good, timeout: timeouts.count, error: errors - timeouts.count, unexpected, interrupted };
  return [
    ['requests_offered', {}, offered],
    ...Object.entries(outcomes).map(([outcome, count]): Figure => ['requests', { outcome }, count]),
    ...Object.entries(byStatus).map(([status, count]): Figure => ['requests_by_status', { status }, count]),
    ...Object.entries(byReason).map(([reason, count]): Figure => ['requests_by_reason', { reason }, count]),
    ...quantiles('response_time_seconds', responseTimeMs),
    ...quantiles('service_time_seconds', serviceTimeMs),
  ];
}

const QUANTILES = { p50: '0.5', p90: '0.9', p95: '0.95', p99: '0.99', max: '1' } as const;

function quantiles(name: string, percentiles: Partial<Record<keyof typeof QUANTILES, number | null>>): Figure[] {
  return (Object.keys(QUANTILES) as (keyof typeof QUANTILES)[])
    .filter(key => key in percentiles)
    .map(key => {
      const ms = percentiles[key] ?? null;
      return [name, { quantile: QUANTILES[key] }, ms === null ? null : ms / 1000];
    });
}

function poolFigures({ pools, directory, knobs }: RunRecord): Figure[] {
  return [
    ...Object.entries(pools).flatMap(([pool, figures]): Figure[] => [
      ['pool_peak_cpu_ratio', { pool }, figures.peakCpu],
      ['pool_hold_cpu_ratio', { pool }, figures.holdCpu],
      ['pool_peak_memory_ratio', { pool }, figures.peakMemory],
      ['pool_peak_queue', { pool }, figures.peakQueue],
      ['pool_peak_queued', { pool }, figures.peakQueued],
      ['pool_queue_full', { pool }, figures.queueFull],
      ['pool_hit_ratio', { pool }, figures.hitRatio],
      ['pool_cache_fills_per_second', { pool }, figures.cacheFillPerSecond],
      ['pool_restarts', { pool }, figures.restarts],
      ...Object.entries(figures.entries ?? {}).flatMap(([entry, { hitRatio, stale }]): Figure[] => [
        ['pool_entry_hit_ratio', { pool, entry }, hitRatio],
        ['pool_entry_stale', { pool, entry }, stale],
      ]),
    ]),
    ['directory_peak_concurrency', {}, directory.peakConcurrency],
    ['directory_reads', {}, directory.reads],
    ...Object.entries(knobs).map(([knob, count]): Figure => ['knob_activations', { knob }, count]),
  ];
}

function generatorFigures({ generator }: RunRecord): Figure[] {
  const states = {
    due: generator.dueIterations,
    started: generator.startedIterations,
    dropped: generator.droppedIterations,
    completed: generator.completedIterations,
    failed: generator.failedIterations,
    interrupted: generator.interruptedIterations,
  };
  return [
    ...Object.entries(states).map(([state, count]): Figure => ['iterations', { state }, count]),
    ...quantiles('generator_lag_seconds', generator.lagMs),
    ['generator_requests_queued', {}, generator.queued],
    ['generator_requests_repeated', {}, generator.repeated],
  ];
}
