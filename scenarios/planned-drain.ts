/**
 * Can the region be moved for maintenance and back, at 70 % of its peak, without a user noticing?
 *
 * A slow drain to the alternate, a restart of the whole primary while nobody is there, and a slow drain back to its empty caches.
 *
 *   second  0 ── 5 ───────── 25 ──── 35 ─────── 50 ───────── 70 ──── 80
 *                fail over   drained restart    fail back    drained
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import { failBack, failOver, operatorAt, restart } from './lib/operations.ts';
import { signIns } from './lib/sign-ins.ts';

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.7, [{ share: 0.7, duration: '80s' }]),
    fail_over: operatorAt('5s', 'drainToAlternate'),
    restart: operatorAt('35s', 'restartPrimary'),
    fail_back: operatorAt('50s', 'drainToPrimary'),
  },
  thresholds: {
    'checks{scenario:sign_ins}': ['rate>0.999'],
    'http_req_failed{scenario:sign_ins}': ['rate<0.001'],
    'http_req_duration{scenario:sign_ins}': ['p(99)<800'],
  },
};

export default function session(): void {
  visitMySignIns(someUser());
}

export function drainToAlternate(): void {
  failOver('alternate', '20s');
}

export function restartPrimary(): void {
  restart('primary');
}

export function drainToPrimary(): void {
  failBack('20s');
}
