/** Healthy and total instances of the pools, in order of priority. */
export interface PoolHealth {
  readonly healthy: number;
  readonly total: number;
}

/**
 * How Envoy divides load over priorities (its "Priority levels" page), in whole percent:
 *
 *     health(P)  = min(100, overprovisioning · 100 · healthy / total)
 *     norm       = min(100, Σ health)
 *     load(P0)   = min(100, health(P0) · 100 / norm)
 *     load(Px)   = min(100 − Σ earlier, health(Px) · 100 / norm)
 *
 * With the usual 1.4 a pool keeps all of its load until fewer than 72 % of its instances are healthy. What the whole numbers lose
 * goes to the first pool that has any health.
 *
 * @returns percent per pool; all 0 if nothing is healthy.
 */
export function priorityLoad(pools: readonly PoolHealth[], overprovisioning: number): number[] {
  const factor = Math.round(overprovisioning * 100);
  const health = pools.map(({ healthy, total }) =>
    total === 0 ? 0 : Math.min(100, Math.floor((factor * healthy) / total)),
  );
  const norm = Math.min(
    100,
    health.reduce((sum, one) => sum + one, 0),
  );
  if (norm === 0) return health;
  let left = 100;
  const load = health.map(one => {
    const share = Math.min(left, Math.floor((one * 100) / norm));
    left -= share;
    return share;
  });
  const first = health.findIndex(one => one > 0);
  load[first] = (load[first] as number) + left;
  return load;
}
