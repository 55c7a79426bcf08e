/**
 * What a metric, or one of its submetrics, has gathered. The four kinds are k6's; each answers for its statistics by k6's
 * names: counter `count`, `rate`; gauge `value`, `min`, `max`; rate `rate`, `passes`, `fails`; trend `avg`, `min`, `med`,
 * `max`, `count`, `p(N)`.
 */
export interface Sink {
  /** Samples so far. Without any only a counter's statistics say something: they are 0. */
  readonly samples: number;
  add(value: number): void;
  /** One statistic by its name. @param elapsedMs how long the drill has run, for rates. NaN for an unknown name, and without samples for what is no count. */
  statistic(name: string, elapsedMs: number): number;
  /** The statistics of k6's end-of-test data. @param trendStats those that trends give. */
  values(trendStats: readonly string[], elapsedMs: number): Record<string, number>;
  /** Adds what another sink of the same kind has gathered. */
  merge(other: Sink): void;
}
