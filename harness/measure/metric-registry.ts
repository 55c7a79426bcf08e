import { z } from 'zod';
import { BUILT_IN_METRICS, SUCCESSFUL_DURATION } from './built-in-metrics.ts';
import type { Fact } from './fact.ts';
import { METRIC_CONTENTS, METRIC_TYPES, type MetricContains, type Metrics, type MetricType } from './metrics.ts';
import { RecordedMetric, type Submetric } from './recorded-metric.ts';
import { parseSelector, type Selector } from './selector.ts';
import type { Sink } from './sink.ts';

/** Statistics that trends show unless the script chooses (`summaryTrendStats`). */
export const DEFAULT_TREND_STATS: readonly string[] = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'];

/** One metric or submetric in k6's end-of-test shape. */
export const metricValuesSchema = z.strictObject({
  type: z.enum(METRIC_TYPES),
  contains: z.enum(METRIC_CONTENTS),
  values: z.record(z.string(), z.number()),
});

export type MetricValues = Fact<typeof metricValuesSchema>;

/** Every metric of a drill, k6's from the start and the script's as its init code names them. */
export class MetricRegistry implements Metrics {
  #metrics = new Map<string, RecordedMetric>();
  #selected = new Set<string>();

  constructor() {
    for (const [name, type, contains] of BUILT_IN_METRICS) this.define(name, type, contains);
    this.select(parseSelector(SUCCESSFUL_DURATION) as Selector);
  }

  define(name: string, type: MetricType, contains: MetricContains = 'default'): RecordedMetric {
    const known = this.#metrics.get(name);
    if (known === undefined) {
      const metric = new RecordedMetric(name, type, contains);
      this.#metrics.set(name, metric);
      return metric;
    }
    if (known.type !== type || known.contains !== contains) {
      throw new Error(
        `metric '${name}' exists already as a ${known.type} of ${known.contains} values; ` +
          `it cannot also be a ${type} of ${contains} values`,
      );
    }
    return known;
  }

  find(name: string): RecordedMetric | undefined {
    return this.#metrics.get(name);
  }

  selects(tag: string): boolean {
    return this.#selected.has(tag);
  }

  /** All metrics, by name. */
  all(): RecordedMetric[] {
    return [...this.#metrics.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Gathers what the selector picks, from now on. @returns undefined if there is no such metric. */
  select(selector: Selector): Submetric | undefined {
    const metric = this.#metrics.get(selector.metric);
    if (metric === undefined) return undefined;
    if (selector.tags.length === 0) return { selector, sink: metric.sink };
    for (const [tag] of selector.tags) this.#selected.add(tag);
    return metric.select(selector);
  }

  /**
   * k6's end-of-test data: every metric with samples, submetrics under their own names, and in any case those named in `always`.
   * @param elapsedMs how long the drill has run, for rates.
   */
  values(
    trendStats: readonly string[],
    elapsedMs: number,
    always: ReadonlySet<string> = new Set(),
  ): Record<string, MetricValues> {
    const values: Record<string, MetricValues> = {};
    const show = (name: string, { type, contains }: RecordedMetric, sink: Sink): void => {
      if (sink.samples > 0 || always.has(name))
        values[name] = { type, contains, values: sink.values(trendStats, elapsedMs) };
    };
    for (const metric of this.all()) {
      show(metric.name, metric, metric.sink);
      for (const { selector, sink } of metric.submetrics) show(selector.key, metric, sink);
    }
    return values;
  }

  /** Adds what another drill's registry has gathered. @throws Error if a metric has different types in the two. */
  merge(other: MetricRegistry): void {
    for (const theirs of other.all()) {
      const ours = this.define(theirs.name, theirs.type, theirs.contains);
      ours.sink.merge(theirs.sink);
      for (const { selector, sink } of theirs.submetrics) this.select(selector)?.sink.merge(sink);
    }
  }
}
