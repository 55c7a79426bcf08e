/**
 * The pool that answers for `preferred`: itself while it has a healthy instance, else the first pool that has one, as HAProxy's
 * `backup` servers do. It goes back by itself.
 *
 * @param healthy healthy instances per pool.
 * @returns an index; `preferred` if no pool has a healthy instance.
 */
export function activePool(preferred: number, healthy: readonly number[]): number {
  if ((healthy[preferred] ?? 0) > 0) return preferred;
  const other = healthy.findIndex(count => count > 0);
  return other < 0 ? preferred : other;
}
