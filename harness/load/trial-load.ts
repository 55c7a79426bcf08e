import type { DrillOptions } from './options.ts';

/** Long enough for any single iteration. */
const LONGEST_MS = 3_600_000;

/** One iteration of each scenario, one after the other or at once: to see what its code meets, not to load anything. */
export function trialLoad(options: DrillOptions): DrillOptions {
  const scenarios = options.scenarios.map(({ name, exec, env, tags }) => ({
    ...{ executor: 'per-vu-iterations' as const, name, exec, env, tags, vus: 1, iterations: 1 },
    ...{ startTimeMs: 0, gracefulStopMs: 0, maxDurationMs: LONGEST_MS },
  }));
  return { ...options, scenarios, thresholds: [] };
}
