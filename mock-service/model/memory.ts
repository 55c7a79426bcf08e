/** The share of memory in use at which garbage collection begins to be felt. */
const COMFORTABLE = 0.7;

/**
 * By how much garbage collection inflates CPU cost at a share `used` of memory: 1 + gc · max(0, u/(1−u) − 0.7/0.3).
 * The collector runs each time the free part is filled, so its work grows as 1/(1−u). At u ≥ 1 the instance is dead.
 */
export function garbageCollectionFactor(used: number, gc: number): number {
  if (used <= COMFORTABLE) return 1;
  return 1 + gc * (used / (1 - used) - COMFORTABLE / (1 - COMFORTABLE));
}
