import type { CostPath, RouteClasses } from './cost-class.ts';
import type { LatencyRow } from './demands.ts';
import { type LoneCost, loneCostOf } from './lone-cost.ts';
import { type Histogram, histogramOf } from './observation.ts';
import type { Telemetry } from './telemetry.ts';
import type { Twin } from './twin.ts';
import { edgesOf, grownIn } from './window-column.ts';

/** Windows of like load whose latencies are held to vary alike. A window's own spread would weigh down those that came out slow. */
const LOADS = 5;
/** Fewer requests in a window say nothing. */
const FEWEST = 3;

/**
 * Mean latencies of requests with one cost and no other, by window, of those that wait for a core and for nothing else: who asks the store waits for
 * what each of its queries takes, which is no cost of its own.
 * @param paths the costs, as the rows name them by number
 * @param load of each window that may be used; others are left out
 */
export function latencyRows(
  telemetry: Telemetry,
  twin: Twin,
  classes: readonly RouteClasses[],
  paths: readonly CostPath[],
  load: ReadonlyMap<number, number>,
): LatencyRow[] {
  const { roles, sums, span } = telemetry;
  const names = twin.roles.durations?.labels ?? {};
  const owner = (labels: Readonly<Record<string, string>>): string =>
    [names.pool, names.instance].map(name => (name === undefined ? '' : (labels[name] ?? ''))).join(' ');
  const edges = edgesOf(span.fromMs, span.toMs, twin.windowMs);
  const byLoad = [...load].sort(([, a], [, b]) => a - b).map(([window]) => window);
  const alone = (labels: Readonly<Record<string, string>>): LoneCost | null => {
    const found = loneCostOf(labels, twin, classes);
    return found?.store === 'never' ? found : null;
  };
  const known = (roles.durations ?? []).flatMap(({ labels }) => {
    const found = alone(labels);
    return found === null ? [] : [JSON.stringify([owner(labels), found.path])];
  });
  return [...new Set(known)].flatMap(key => {
    const [group, path] = JSON.parse(key) as [string, CostPath];
    const keep = (labels: Readonly<Record<string, string>>): boolean =>
      owner(labels) === group && alone(labels)?.path === path;
    const histogram = histogramOf(telemetry, twin, 'durations', keep);
    const own = (sums.durations ?? []).filter(({ labels }) => keep(labels));
    if (histogram === null || own.length === 0) return [];
    const seconds = grownIn(own, edges, twin.everyMs);
    return Array.from({ length: LOADS }, (_, i) =>
      byLoad.slice(Math.floor((i * byLoad.length) / LOADS), Math.floor(((i + 1) * byLoad.length) / LOADS)),
    ).flatMap(windows => {
      const variance = varianceOf(histogram, windows);
      return windows.flatMap((window): LatencyRow[] => {
        const count = (histogram.by[window] ?? []).reduce((all, each) => all + each, 0);
        const spent = seconds[window] ?? null;
        if (spent === null || count < FEWEST || variance === 0) return [];
        return [{ window, group, cost: paths.indexOf(path), seconds: spent / count, variance: variance / count }];
      });
    });
  });
}

/** Of one duration: those of a bucket are held to be spread evenly in it, s². */
function varianceOf({ bounds, by }: Histogram, windows: readonly number[]): number {
  let [count, sum, squares] = [0, 0, 0];
  for (const window of windows)
    for (const [i, own] of (by[window] ?? []).entries()) {
      const low = bounds[i - 1] ?? 0;
      const bound = bounds[i] as number;
      const high = Number.isFinite(bound) ? bound : 2 * low;
      count += own;
      sum += (own * (low + high)) / 2;
      squares += (own * (low * low + low * high + high * high)) / 3;
    }
  return count === 0 ? 0 : Math.max(0, squares / count - (sum / count) ** 2);
}
