import type { MeasuredRun } from '../record/run-record.ts';

/** What GitLab calls it, in a folder of results. */
export const LOAD_PERFORMANCE_FILE = 'load-performance.json';

/**
 * The script's metrics as GitLab's load performance report reads them (artifact `reports: load_performance`): the figures of each metric by k6's
 * names, shares as `value`. Times are ms, rates are per second.
 */
export function loadPerformance({ metrics }: Pick<MeasuredRun, 'metrics'>): string {
  const figures = Object.entries(metrics).map(([name, { values }]) => {
    const { rate, ...others } = values;
    return [name, metrics[name]?.type === 'rate' ? { ...others, value: rate } : values] as const;
  });
  return `${JSON.stringify({ metrics: Object.fromEntries(figures) }, null, 2)}\n`;
}
