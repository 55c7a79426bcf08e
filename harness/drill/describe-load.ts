import { busiestRate } from '../load/held-load.ts';
import type { DrillOptions } from '../load/options.ts';
import { describe, mostVusOf, plannedVus, regularDurationMs } from '../load/scenario.ts';
import { sum } from '../measure/column.ts';
import type { DrillReady } from './drill-messages.ts';

/** What a script will do: a sentence a scenario, the time that it takes (drill-messages.ts) in seconds, its highest rate of iterations, and its VUs. */
export function describeLoad({ scenarios }: DrillOptions): {
  sentences: string[];
  regularS: number;
  longestS: number;
  spanS: number;
  busiestPerSecond: number;
  vus: DrillReady['vus'];
} {
  let regularMs = 0;
  let longestMs = 0;
  let spanMs = 0;
  for (const scenario of scenarios) {
    const endMs = scenario.startTimeMs + regularDurationMs(scenario);
    regularMs = Math.max(regularMs, endMs);
    longestMs = Math.max(longestMs, endMs + scenario.gracefulStopMs);
    // Iterations that are counted may be over long before the time that they are given.
    spanMs = Math.max(spanMs, 'maxDurationMs' in scenario ? scenario.startTimeMs : endMs);
  }
  return {
    sentences: scenarios.map(describe),
    regularS: regularMs / 1000,
    longestS: longestMs / 1000,
    spanS: spanMs / 1000,
    busiestPerSecond: busiestRate(scenarios),
    vus: { planned: sum(scenarios.map(plannedVus)), most: sum(scenarios.map(mostVusOf)) },
  };
}
