import type { RampingArrivalRateScenario } from 'k6/options';
import { CALLS_PER_SESSION } from './journeys.ts';
import { type Stage, sessions } from './load.ts';

/** Users who come to My Sign-Ins, as shares of the regional peak. */
export function signIns(
  startShare: number,
  stages: readonly Stage[],
  callsPerSession = CALLS_PER_SESSION,
): RampingArrivalRateScenario {
  return sessions(startShare, stages, callsPerSession);
}
