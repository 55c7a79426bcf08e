import type { RampingArrivalRateScenario } from 'k6/options';
import { sessionsPerMinute } from './traffic.ts';

/** The regional peak, requests per second, as the topology has it. */
const PEAK_PER_SECOND = Number(__ENV.PEAK ?? 1000);

/** Load that goes from what it was to `share` of the regional peak, in a straight line over `duration`; `0s` is a jump. */
export interface Stage {
  readonly share: number;
  readonly duration: string;
}

/**
 * Users who come whatever happens to those before them: an open loop, as shares of the regional peak. Enough VUs for sessions
 * that stretch to four times their length, as they do in an outage.
 * @param callsPerSession requests that one iteration makes, in the mean
 */
export function sessions(
  startShare: number,
  stages: readonly Stage[],
  callsPerSession: number,
): RampingArrivalRateScenario {
  const peak = sessionsPerMinute(PEAK_PER_SECOND, callsPerSession);
  return {
    executor: 'ramping-arrival-rate',
    startRate: Math.round(startShare * peak),
    timeUnit: '1m',
    stages: stages.map(({ share, duration }) => ({ target: Math.round(share * peak), duration })),
    preAllocatedVUs: Math.ceil(0.8 * PEAK_PER_SECOND),
    maxVUs: Math.ceil(2.5 * PEAK_PER_SECOND),
    gracefulStop: '3s',
  };
}
