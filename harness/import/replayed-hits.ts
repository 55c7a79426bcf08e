import { ENTRY_GRID, pointFor, pointsUpTo } from './curve-grid.ts';
import type { HitCurve } from './reuse.ts';
import type { ImportRoute } from './routes.ts';
import { StackDistances } from './stack-distances.ts';
import type { SampledRequest } from './traffic-sample.ts';

/**
 * The hit ratio of an LRU cache of every size that is asked for some requests in their order.
 * @param scale the sizes are those of all keys, of which these are one in so many
 */
export function replayedHits(
  requests: Iterable<SampledRequest>,
  routes: readonly ImportRoute[],
  scale: number,
): HitCurve {
  const distances = new StackDistances(false);
  const hits = new Float64Array(ENTRY_GRID.length + 1);
  let lookups = 0;
  for (const { route, key } of requests) {
    const { reads, writes } = routes[route] as ImportRoute;
    if (reads === null) {
      if (writes !== null && writes !== 'uncached') distances.remove(key);
      continue;
    }
    lookups++;
    distances.use(key);
    if (distances.distance > 0) hits[pointFor(ENTRY_GRID, distances.distance * scale)]!++;
  }
  let all = 0;
  const cumulative = ENTRY_GRID.map((_, i) => {
    all += hits[i]!;
    return all;
  });
  const points = pointsUpTo(cumulative);
  return {
    at: ENTRY_GRID.slice(0, points),
    hitRatio: cumulative.slice(0, points).map(each => (lookups === 0 ? 0 : each / lookups)),
  };
}

/** A curve's value at the first of its points that is not below `x`; past its end it stays. */
export function hitRatioAt({ at, hitRatio }: HitCurve, x: number): number {
  return hitRatio[Math.min(pointFor(at, x), hitRatio.length - 1)] ?? 0;
}
