import type { OptionProblem } from './fields.ts';
import { NO_OPEN_LOOP } from './held-load.ts';
import type { DrillOptions } from './options.ts';
import type { Scenario } from './scenario.ts';

/**
 * A script's options with so many times its load: the rates of its arrival-rate scenarios, and with more load their VUs. What operators do
 * stays, as do closed loops: they wait for the system, so they have no rate.
 * @param factor 1 is the script's own load
 */
export function scaledLoad(
  options: DrillOptions,
  factor: number,
): { options: DrillOptions; problems: OptionProblem[] } {
  let isOpen = false;
  const scenarios = options.scenarios.map((scenario): Scenario => {
    switch (scenario.executor) {
      case 'constant-arrival-rate':
        isOpen = true;
        return { ...scenario, ...vusOf(scenario, factor), rate: scenario.rate * factor };
      case 'ramping-arrival-rate':
        isOpen = true;
        return {
          ...scenario,
          ...vusOf(scenario, factor),
          startRate: scenario.startRate * factor,
          stages: scenario.stages.map(({ target, durationMs }) => ({ target: target * factor, durationMs })),
        };
      default:
        return scenario;
    }
  });
  const problems = isOpen ? [] : [{ path: 'options.scenarios', message: NO_OPEN_LOOP }];
  return { options: { ...options, scenarios }, problems };
}

function vusOf(
  { preAllocatedVUs, maxVUs }: { readonly preAllocatedVUs: number; readonly maxVUs: number },
  factor: number,
): { preAllocatedVUs: number; maxVUs: number } {
  const more = Math.max(1, factor);
  return { preAllocatedVUs: Math.ceil(preAllocatedVUs * more), maxVUs: Math.ceil(maxVUs * more) };
}
