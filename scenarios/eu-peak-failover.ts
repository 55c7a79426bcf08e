/**
 * If these cache settings ship and we then fail over at regional peak, do users get timeouts?
 *
 * The morning ramp reaches the peak, the settings under test are deployed on the way, and the primary holds the peak. Then the
 * region fails over to the alternate with a drain of 15 s, stays there, rolls back, and fails back. The peak goes on for longer than
 * the service may take to come back.
 *
 *   load    40 → 100 %   peak
 *   second  0 ───── 5 ────── 10 ───────── 25 ─────── 33 34 ──────────────── 43 ── 45
 *              1.5 deploy    fail over ── drained    │  fail back           last arrival
 *                                                    roll back
 */
import type { Options } from 'k6/options';
import { CALLS_PER_SESSION, someUser, visitMySignIns } from './lib/journeys.ts';
import { deploy, failBack, failOver, operatorAt, rollBack } from './lib/operations.ts';
import { sessionsPerMinute } from './lib/traffic.ts';

const PEAK = sessionsPerMinute(Number(__ENV.PEAK ?? 1000), CALLS_PER_SESSION);

export const options: Options = {
  scenarios: {
    sign_ins: {
      executor: 'ramping-arrival-rate',
      startRate: Math.round(0.4 * PEAK),
      timeUnit: '1m',
      stages: [
        { target: PEAK, duration: '5s' },
        { target: PEAK, duration: '38s' },
      ],
      preAllocatedVUs: 800,
      maxVUs: 2500,
      gracefulStop: '2s',
    },
    deploy: operatorAt('1.5s', 'deployUnderTest'),
    fail_over: operatorAt('10s', 'failOverToAlternate'),
    roll_back: operatorAt('33s', 'rollBackSettings'),
    fail_back: operatorAt('34s', 'failBackToPrimary'),
  },
  thresholds: {
    'checks{scenario:sign_ins}': ['rate>0.999'],
    'http_req_duration{scenario:sign_ins}': ['p(99)<800'],
  },
};

/** The region runs what it has proved; the change comes during the drill. */
export function setup(): void {
  deploy('baseline');
}

export default function session(): void {
  visitMySignIns(someUser());
}

export function deployUnderTest(): void {
  deploy('under-test');
}

export function failOverToAlternate(): void {
  failOver('alternate', '15s');
}

export function rollBackSettings(): void {
  rollBack();
}

export function failBackToPrimary(): void {
  failBack();
}
