import type { TagSet } from './tags.ts';

export const METRIC_TYPES = ['counter', 'gauge', 'rate', 'trend'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];
/** What the numbers are: ms when `time`, bytes when `data`. */
export const METRIC_CONTENTS = ['default', 'time', 'data'] as const;
export type MetricContains = (typeof METRIC_CONTENTS)[number];

/** One metric by k6's name, with its submetrics (`name{tag:value}`). */
export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly contains: MetricContains;
  /** Records one sample into the metric and each submetric whose selector the tags match. Rates take 0 or 1. */
  add(value: number, tags: TagSet): void;
}

/** The metrics of a drill: k6's built-in ones, and those that the script defines. */
export interface Metrics {
  /** Gives the metric of that name. @throws Error if it exists with another type or kind of value. */
  define(name: string, type: MetricType, contains?: MetricContains): Metric;
  find(name: string): Metric | undefined;
  /**
   * Whether any selector (or label of an export) looks at tags of that key. Tags that nobody looks at are left out of the tag
   * sets of samples, so that values of unbounded variety (urls) are interned only when asked for. Asked once per key, after
   * the script's thresholds are known. Absent: everything is looked at but `url`, and `name` where it is only the url.
   */
  selects?(key: string): boolean;
}
