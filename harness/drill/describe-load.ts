import type { DrillOptions } from '../load/options.ts';
import { describe, regularDurationMs } from '../load/scenario.ts';

/** What a script will do: a sentence a scenario, and the longest that it can take, seconds. */
export function describeLoad({ scenarios }: DrillOptions): { sentences: string[]; regularS: number; longestS: number } {
  let regularMs = 0;
  let longestMs = 0;
  for (const scenario of scenarios) {
    const endMs = scenario.startTimeMs + regularDurationMs(scenario);
    regularMs = Math.max(regularMs, endMs);
    longestMs = Math.max(longestMs, endMs + scenario.gracefulStopMs);
  }
  return { sentences: scenarios.map(describe), regularS: regularMs / 1000, longestS: longestMs / 1000 };
}
