import { build, type Histogram, initWebAssemblySync } from 'hdr-histogram-js';

/** Values above this (142 years in µs) are recorded as this: the limit of the histogram's integers, less one bucket. */
export const HIGHEST_RECORDABLE = 4_503_599_627_370_496;

/**
 * An HDR histogram of whole numbers ≥ 0 to three significant digits, in its WebAssembly build: 13 ns a record against 31–90 in
 * plain JavaScript. It grows with the largest value, not with the run.
 */
export function histogram(): Histogram {
  initWebAssemblySync();
  return build({
    useWebAssembly: true,
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2,
    numberOfSignificantValueDigits: 3,
  });
}

/** The n-th smallest of the recorded values, n from 0: the middle of its bucket. */
export function orderStatistic(recorded: Histogram, n: number): number {
  // HdrHistogram finds rank floor(p/100·total + 0.5): this p lands on n + 1 whatever the rounding.
  const highest = recorded.getValueAtPercentile((100 * (n + 1)) / recorded.totalCount);
  // It gives the bucket's upper end, a bias of up to 0.1 %. Buckets are 1 wide below 2048, 2 below 4096, …
  let width = 1;
  while (highest >= width * 2048) width *= 2;
  return highest - Math.floor(width / 2);
}
