import type { Durations, Labels, Sample, SnapshotMetrics } from '../../mock-service/http/snapshot-metrics.ts';
import { DurationCounts } from '../../mock-service/time/duration-counts.ts';
import type { LoadEngine } from '../load/load-engine.ts';
import type { MetricRegistry } from '../measure/metric-registry.ts';
import type { RecordedMetric } from '../measure/recorded-metric.ts';
import type { RequestSet, RequestTally } from '../measure/request-tally.ts';

/** Where the numbers of a drill's load are. */
export interface LoadFacts {
  readonly engine: Pick<LoadEngine, 'lag' | 'runs'>;
  /** With the metrics of the script, which its init code has made. */
  readonly registry: MetricRegistry;
  readonly tally: RequestTally;
  /** Connections that the client has opened so far, and requests that it has sent once more. */
  readonly transport: { readonly opened: number; readonly repeated: number };
}

/**
 * The load generator's metrics, under the names of k6's remote write where k6 has them, so that a dashboard works whichever engine drove
 * the load: `k6_<counter>_total`, `k6_<gauge>`, `k6_<rate>_rate`, `k6_<trend>_p99` …, times in seconds. Percentiles are of the drill
 * so far, as k6's are, and cannot show when; the histograms can.
 */
export function addLoadMetrics(metrics: SnapshotMetrics, facts: LoadFacts): void {
  addRequests(metrics, facts.tally);
  addIterations(metrics, facts);
  for (const metric of facts.registry.all()) if (!LABELLED.has(metric.name)) addK6Metric(metrics, metric);
}

/** These have labels: name (the route, as the script calls it), method, scenario, status, expected_response; never the url. */
const LABELLED: ReadonlySet<string> = new Set(['http_reqs', 'http_req_duration']);

const OUTCOMES = ['good', 'timeout', 'error', 'unexpected'] as const;

function addRequests(metrics: SnapshotMetrics, tally: RequestTally): void {
  metrics.counter('k6_http_reqs_total', 'Requests that ended, those to the control server among them.', () =>
    tally.sets.map((set): Sample => [labelsOf(set), set.count]),
  );
  const duration = (suffix: string, read: (set: RequestSet) => number | null): void =>
    metrics.gauge(
      `k6_http_req_duration_${suffix}`,
      `Time from sending a request to the end of its answer: ${suffix} of the drill so far.`,
      () => tally.sets.map((set): Sample => [labelsOf(set), (read(set) ?? Number.NaN) / 1000]),
    );
  duration('avg', ({ sumMs, count }) => sumMs / count);
  duration('med', ({ latencies }) => latencies.percentile(50));
  duration('p95', ({ latencies }) => latencies.percentile(95));
  duration('p99', ({ latencies }) => latencies.percentile(99));
  metrics.histogram('k6_http_req_duration_seconds', 'From sending a request to the end of its answer, by route.', () =>
    sums(
      tally.sets,
      set => ({ name: set.name, scenario: set.scenario, expected_response: expectedOf(set) }),
      set => set.durations,
    ),
  );
  metrics.counter('headroom_drill_requests_offered_total', 'Requests issued to the system under test.', () => [
    [{}, tally.offered],
  ]);
  metrics.counter(
    'headroom_drill_requests_total',
    'Requests to the system under test by their one outcome: good, timeout, error (5xx, 429, transport failures), unexpected.',
    () =>
      OUTCOMES.map((outcome): Sample => {
        const ended = tally.sets.reduce((sum, set) => (set.outcome === outcome ? sum + set.count : sum), 0);
        return [{ outcome }, ended];
      }),
  );
  metrics.histogram(
    'headroom_drill_response_time_seconds',
    'From the moment a request was due to the end of its answer: a late generator is charged to it.',
    () =>
      sums(
        tally.sets.filter(({ outcome }) => outcome !== null),
        ({ outcome }) => ({ outcome: outcome ?? '' }),
        set => set.responseTimes,
      ),
  );
}

function labelsOf(set: RequestSet): Labels {
  const { name, method, scenario, status } = set;
  return { name, method, scenario, status, expected_response: expectedOf(set) };
}

function expectedOf({ expected }: RequestSet): string {
  return expected === null ? '' : String(expected);
}

/** Adds up the sets that have the same labels. */
function sums(
  sets: readonly RequestSet[],
  labelsOfSum: (set: RequestSet) => Labels,
  durationsOf: (set: RequestSet) => DurationCounts,
): Durations[] {
  const byLabels = new Map<string, readonly [Labels, DurationCounts]>();
  for (const set of sets) {
    const labels = labelsOfSum(set);
    const key = JSON.stringify(labels);
    let sum = byLabels.get(key);
    if (sum === undefined) byLabels.set(key, (sum = [labels, new DurationCounts()]));
    sum[1].merge(durationsOf(set));
  }
  return [...byLabels.values()].map(([labels, durations]) => [labels, durations.read()]);
}

function addIterations(metrics: SnapshotMetrics, { engine, transport }: LoadFacts): void {
  metrics.counter(
    'headroom_drill_iterations_total',
    'Iterations by scenario and state: due, started, dropped (no VU was free), completed, failed.',
    () =>
      engine.runs.flatMap(({ name: scenario, accounts }) =>
        (['due', 'started', 'dropped', 'completed', 'failed'] as const).map(
          (state): Sample => [{ scenario, state }, accounts[state]],
        ),
      ),
  );
  metrics.histogram('headroom_generator_lag_seconds', 'How late iterations started.', () =>
    engine.lag === null ? [] : [[{}, engine.lag.durations.read()]],
  );
  metrics.counter(
    'headroom_generator_connections_opened_total',
    'Connections that the client opened: more than were made ready means that requests waited for one.',
    () => [[{}, transport.opened]],
  );
  metrics.counter(
    'headroom_generator_requests_repeated_total',
    'Requests sent once more, since their server had closed the idle connection that they took.',
    () => [[{}, transport.repeated]],
  );
}

const TREND_STATISTICS: readonly (readonly [suffix: string, statistic: string])[] = [
  ['avg', 'avg'],
  ['med', 'med'],
  ['p95', 'p(95)'],
  ['p99', 'p(99)'],
];

function addK6Metric(metrics: SnapshotMetrics, { name, type, contains, sink }: RecordedMetric): void {
  const help = `k6's ${name}, of the drill so far.`;
  const statistic = (of: string, scale = 1) => {
    return (): Sample[] => (sink.samples === 0 ? [] : [[{}, sink.statistic(of, 0) * scale]]);
  };
  switch (type) {
    case 'counter':
      return metrics.counter(`k6_${name}_total`, help, statistic('count'));
    case 'gauge':
      return metrics.gauge(`k6_${name}`, help, statistic('value'));
    case 'rate':
      return metrics.gauge(`k6_${name}_rate`, help, statistic('rate'));
    case 'trend':
      for (const [suffix, of] of TREND_STATISTICS) {
        metrics.gauge(`k6_${name}_${suffix}`, help, statistic(of, contains === 'time' ? 0.001 : 1));
      }
  }
}
