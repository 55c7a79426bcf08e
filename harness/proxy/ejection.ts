/** Takes an instance out after `consecutive` failures in a row, for `forMs`, but never more than `maxShare` of a pool. */
export interface EjectionConfig {
  readonly consecutive: number;
  readonly forMs: number;
  readonly maxShare: number;
}

/**
 * Whether an instance is to be ejected now (Envoy's outlier detection by consecutive 5xx).
 *
 * @param failures its failed requests in a row.
 * @param ejected instances of its pool that are ejected already.
 * @param total instances of its pool.
 */
export function shouldEject(config: EjectionConfig, failures: number, ejected: number, total: number): boolean {
  return failures >= config.consecutive && ejected + 1 <= config.maxShare * total;
}
