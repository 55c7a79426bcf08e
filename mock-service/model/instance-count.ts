/** How many of a pool's instances a share of them means: ceil(share · n). */
export function instanceCount(share: number, instances: number): number {
  // The subtraction keeps 0.28 · 25 = 7.000000000000001 at 7.
  return Math.min(instances, Math.ceil(share * instances - 1e-9));
}
