import type { LabelVariable } from './dashboard.ts';

/** The region: a topology by its name. */
export const TOPOLOGY: LabelVariable = {
  name: 'topology',
  label: 'Topology',
  description: 'The system under test, by the name in its topology file: the region.',
  metric: 'headroom_topology_info',
  of: 'topology',
};

/** A ratio of sums by the same labels; no value where there is nothing to divide by, instead of NaN. */
export function ratio(part: string, whole: string, by: string): string {
  return `(${part}) / on (${by}) (${whole} > 0)`;
}

/** A quantile of a histogram over the rate interval. @param by further labels to keep, `pool` */
export function histogramQuantile(quantile: number, histogram: string, selector: string, by: string): string {
  const labels = by === '' ? 'le' : `le, ${by}`;
  return `histogram_quantile(${quantile}, sum by (${labels}) (rate(${histogram}_bucket{${selector}}[$__rate_interval])))`;
}
