import type { OptionProblem } from './fields.ts';
import type { DrillOptions } from './options.ts';
import { PlannedLoad } from './planned-load.ts';
import type { RampingArrivalRate } from './ramping-arrival-rate.ts';
import { rateCurve, regularDurationMs, type Scenario } from './scenario.ts';

/** A load that is held, in place of the one that a script plans: its users in their mix, as many as are asked for. */
export interface HeldLoad {
  /** One after another; `factor` 1 is the script's own highest rate. */
  readonly stages: readonly { readonly factor: number; readonly durationMs: number }[];
  /** How long the last sessions may go on at least: what was sent at the very end must be able to time out. */
  readonly gracefulStopMs: number;
}

/** How long it is held, ms. */
export function heldMs({ stages }: HeldLoad): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** What a script says when nothing of it can be held. */
export const NO_OPEN_LOOP =
  'no scenario has an arrival-rate executor (constant-arrival-rate, ramping-arrival-rate): load that waits for the system cannot ' +
  'be held at a rate';

/** A session under overload lasts this long, s, before VUs run out: nine calls that each wait for a deadline of some seconds. */
const LONGEST_SESSION_S = 60;

/**
 * A script's options with its arrival-rate scenarios at a held load and nothing else: no operators, no closed loops, no thresholds
 * (they judge the drill that the script wrote). The mix is that of the moment at which the script plans the most iterations.
 * @returns the options, or why there are none.
 */
export function holdLoad(
  options: DrillOptions,
  { stages, gracefulStopMs }: HeldLoad,
): { options: DrillOptions; problems: OptionProblem[] } {
  const planned = new PlannedLoad(options.scenarios);
  const atMs = busiestMs(options.scenarios, planned);
  const scenarios: Scenario[] = [];
  for (const scenario of options.scenarios) {
    const perSecond = rateCurve(scenario) === null ? 0 : planned.rateAt(atMs, scenario.name);
    if (perSecond === 0) continue;
    const { name, exec, env, tags } = scenario;
    const highest = perSecond * Math.max(...stages.map(({ factor }) => factor));
    const { preAllocatedVUs, maxVUs } = scenario as RampingArrivalRate;
    scenarios.push({
      executor: 'ramping-arrival-rate',
      ...{ name, exec, env, tags, startTimeMs: 0, timeUnitMs: 1000 },
      gracefulStopMs: Math.max(scenario.gracefulStopMs, gracefulStopMs),
      startRate: perSecond * (stages[0]?.factor ?? 0),
      stages: stages.flatMap(({ factor, durationMs }) => [
        { target: perSecond * factor, durationMs: 0 },
        { target: perSecond * factor, durationMs },
      ]),
      preAllocatedVUs: Math.ceil((preAllocatedVUs * highest) / perSecond),
      maxVUs: Math.max(maxVUs, Math.ceil(highest * LONGEST_SESSION_S)),
    });
  }
  const problems = scenarios.length > 0 ? [] : [{ path: 'options.scenarios', message: NO_OPEN_LOOP }];
  return { options: { ...options, scenarios, thresholds: [] }, problems };
}

/** Iterations per second that a script plans at its busiest; 0 for one without an open loop. */
export function busiestRate(scenarios: readonly Scenario[]): number {
  const planned = new PlannedLoad(scenarios);
  return planned.rateAt(busiestMs(scenarios, planned));
}

/** Rates are linear between the ends of stages, so that the highest sum is at one of these. */
function busiestMs(scenarios: readonly Scenario[], planned: PlannedLoad): number {
  let busiest = 0;
  for (const scenario of scenarios) {
    if (rateCurve(scenario) === null) continue;
    const { startTimeMs } = scenario;
    const lengths = 'stages' in scenario ? scenario.stages.map(({ durationMs }) => durationMs) : [];
    const ends = [0, ...lengths.map((_, i) => lengths.slice(0, i + 1).reduce((sum, each) => sum + each, 0))];
    for (const end of [...ends, regularDurationMs(scenario)]) {
      // Just before a jump the earlier rate still holds.
      for (const atMs of [startTimeMs + end, startTimeMs + end - 0.001]) {
        if (planned.rateAt(atMs) > planned.rateAt(busiest)) busiest = atMs;
      }
    }
  }
  return busiest;
}
