import exec from 'k6/execution';
import type { ConstantArrivalRateScenario } from 'k6/options';

/** What the scripts of the validation suite share: load at the topology's `peak`, and when measuring begins. */

/** Seconds until the system is in its steady state, and seconds measured from then on. */
export const WARM_UP = Number(__ENV.WARM_UP ?? 40);
export const SECONDS = Number(__ENV.SECONDS ?? 600);

/** Requests per second: the topology's `peak`. */
export const RATE = Number(__ENV.PEAK ?? 100);
export const USERS = Number(__ENV.USERS ?? 1000);

/** Arrivals at a constant mean rate through warm-up and measurement, one request an iteration, enough VUs that none is dropped. */
export function arrivals(ratePerSecond: number, exportedFunction = 'default'): ConstantArrivalRateScenario {
  return {
    executor: 'constant-arrival-rate',
    exec: exportedFunction,
    rate: ratePerSecond,
    duration: `${WARM_UP + SECONDS}s`,
    preAllocatedVUs: 10,
    maxVUs: 200_000,
    gracefulStop: '10m',
  };
}

/** Whether the warm-up is over. */
export function measuring(): boolean {
  return exec.instance.currentTestRunDuration >= WARM_UP * 1000;
}

/** Users one after the other, so that a cache smaller than `users` never hits. @param first the number of the first */
export function nextUser(first: number, users: number): number {
  return first + (exec.scenario.iterationInTest % users);
}
