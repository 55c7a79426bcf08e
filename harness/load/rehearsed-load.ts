import type { DrillOptions } from './options.ts';
import { rateCurve, regularDurationMs, type Scenario } from './scenario.ts';

/**
 * A script's options with its users as one a scenario, who comes again and again; operators (scenarios that count their iterations) come
 * as they would. No thresholds: they judge the load that the script wrote.
 */
export function rehearsedLoad(options: DrillOptions): DrillOptions {
  return { ...options, scenarios: options.scenarios.map(alone), thresholds: [] };
}

function alone(scenario: Scenario): Scenario {
  const loops = scenario.executor === 'constant-vus' || scenario.executor === 'ramping-vus';
  if (!loops && rateCurve(scenario) === null) return scenario;
  const { name, startTimeMs, gracefulStopMs, exec, env, tags } = scenario;
  return {
    executor: 'constant-vus',
    ...{ name, startTimeMs, gracefulStopMs, exec, env, tags, vus: 1 },
    durationMs: regularDurationMs(scenario),
  };
}
