import { type Metric, type MetricValue, Registry } from 'prom-client';
import { DURATION_BOUNDS_MS } from '../time/duration-counts.ts';
import type { MetricsText } from './http-server.ts';

export type Labels = Readonly<Record<string, string | number>>;
/** One number of a metric. Numbers that are not known (NaN) are left out. */
export type Sample = readonly [labels: Labels, value: number];
/** Durations by bucket of DURATION_BOUNDS_MS and one beyond, not cumulated, as DurationCounts gives them. */
export type Durations = readonly [
  labels: Labels,
  durations: { readonly counts: readonly number[]; readonly sumMs: number },
];

type Type = 'counter' | 'gauge' | 'histogram';
type Value = MetricValue<string> & { metricName?: string };

/**
 * Metrics that are made when somebody scrapes, of what was counted in plain numbers until then: prom-client's own counters and
 * histograms take 110–260 ns a request. Each metric reads its samples anew; prom-client writes them down.
 *
 * Names follow Prometheus's conventions, in base units. Labels must be bounded: routes come from the route table, users and urls
 * never. An instance of a pool is `instance_name`, because Prometheus labels what it scrapes with `instance`.
 */
export class SnapshotMetrics implements MetricsText {
  readonly #registry = new Registry();
  readonly #before: () => void;

  /** @param before called at the beginning of each scrape, to take a snapshot that all metrics read */
  constructor(before: () => void = () => {}) {
    this.#before = before;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    this.#before();
    return this.#registry.metrics();
  }

  counter(name: string, help: string, read: () => Iterable<Sample>): void {
    this.#register(name, help, 'counter', () => values(read()));
  }

  gauge(name: string, help: string, read: () => Iterable<Sample>): void {
    this.#register(name, help, 'gauge', () => values(read()));
  }

  /**
   * Its buckets were counted elsewhere, which prom-client's own histogram cannot take.
   * @param boundsMs those of DURATION_BOUNDS_MS that are shown: fewer where there are many series
   */
  histogram(
    name: string,
    help: string,
    read: () => Iterable<Durations>,
    boundsMs: readonly number[] = DURATION_BOUNDS_MS,
  ): void {
    const shown = new Set(boundsMs);
    this.#register(name, help, 'histogram', () => [...read()].flatMap(series => buckets(name, series, shown)));
  }

  #register(name: string, help: string, type: Type, read: () => Value[]): void {
    const get = async () => ({ name, help, type, values: read() });
    this.#registry.registerMetric({ name, help, type, get } as unknown as Metric);
  }
}

function values(samples: Iterable<Sample>): Value[] {
  const known: Value[] = [];
  for (const [labels, value] of samples) if (!Number.isNaN(value)) known.push({ labels, value });
  return known;
}

function buckets(name: string, [labels, { counts, sumMs }]: Durations, shown: ReadonlySet<number>): Value[] {
  const metricName = `${name}_bucket`;
  const values: Value[] = [];
  let sum = 0;
  counts.forEach((count, i) => {
    sum += count;
    const bound = DURATION_BOUNDS_MS[i];
    if (bound === undefined) values.push({ metricName, labels: { ...labels, le: '+Inf' }, value: sum });
    else if (shown.has(bound)) values.push({ metricName, labels: { ...labels, le: String(bound / 1000) }, value: sum });
  });
  values.push({ metricName: `${name}_sum`, labels, value: sumMs / 1000 });
  values.push({ metricName: `${name}_count`, labels, value: sum });
  return values;
}
