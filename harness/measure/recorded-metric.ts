import { Counter } from './counter.ts';
import { Gauge } from './gauge.ts';
import type { Metric, MetricContains, MetricType } from './metrics.ts';
import { Rate } from './rate.ts';
import { type Selector, selects } from './selector.ts';
import type { Sink } from './sink.ts';
import type { TagSet } from './tags.ts';
import { Trend } from './trend.ts';

/** The part of a metric's samples that a selector picks. */
export interface Submetric {
  readonly selector: Selector;
  readonly sink: Sink;
}

/** A metric that keeps what it is given. */
export class RecordedMetric implements Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly contains: MetricContains;
  readonly sink: Sink;
  #submetrics: Submetric[] = [];
  /** Tag sets are interned, so their submetrics are worked out once each. */
  #matched = new Map<TagSet, Sink[]>();

  constructor(name: string, type: MetricType, contains: MetricContains) {
    this.name = name;
    this.type = type;
    this.contains = contains;
    this.sink = sinkOf(type, contains);
  }

  get submetrics(): readonly Submetric[] {
    return this.#submetrics;
  }

  add(value: number, tags: TagSet): void {
    // What is not a number has no place in sums and percentiles; one such sample would spoil all others.
    if (!Number.isFinite(value)) return;
    this.sink.add(value);
    if (this.#submetrics.length === 0) return;
    const sinks = this.#matched.get(tags) ?? this.#match(tags);
    for (let i = 0; i < sinks.length; i++) (sinks[i] as Sink).add(value);
  }

  /** The submetric of this selector; samples count towards it from its first mention on. */
  select(selector: Selector): Submetric {
    const known = this.#submetrics.find(submetric => submetric.selector.key === selector.key);
    if (known !== undefined) return known;
    const submetric = { selector, sink: sinkOf(this.type, this.contains) };
    this.#submetrics.push(submetric);
    this.#matched.clear();
    return submetric;
  }

  #match(tags: TagSet): Sink[] {
    const sinks = this.#submetrics.filter(({ selector }) => selects(selector, tags)).map(({ sink }) => sink);
    this.#matched.set(tags, sinks);
    return sinks;
  }
}

function sinkOf(type: MetricType, contains: MetricContains): Sink {
  switch (type) {
    case 'counter':
      return new Counter();
    case 'gauge':
      return new Gauge();
    case 'rate':
      return new Rate();
    case 'trend':
      return new Trend(contains);
  }
}
