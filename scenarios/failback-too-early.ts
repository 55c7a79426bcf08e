/**
 * Can all users come back at once, at the peak, to a primary whose trouble is not over yet?
 *
 * Three tenths of the primary's CPU are lost for 40 s. The region fails over, and fails back while they are still missing, to caches that
 * know few of the users who come. Only the primary has the settings under test: it alone is in question.
 *
 *   second  0 ── 5 ───── 8 ─────── 23 ──── 35 ──────── 45 ──── 60
 *                degrade fail over drained fail back   primary is whole again
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import { degradePool, deploy, failBack, failOver, operatorAt } from './lib/operations.ts';
import { signIns } from './lib/sign-ins.ts';

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.6, [
      { share: 1, duration: '5s' },
      { share: 1, duration: '55s' },
    ]),
    degrade: operatorAt('5s', 'degradePrimary'),
    fail_over: operatorAt('8s', 'failOverToAlternate'),
    fail_back: operatorAt('35s', 'failBackAtOnce'),
  },
  thresholds: {
    'checks{scenario:sign_ins}': ['rate>0.999'],
    'http_req_failed{scenario:sign_ins}': ['rate<0.001'],
    'http_req_duration{scenario:sign_ins}': ['p(99)<800'],
  },
};

export function setup(): void {
  deploy('baseline', { pool: 'alternate' });
}

export default function session(): void {
  visitMySignIns(someUser());
}

export function degradePrimary(): void {
  degradePool('primary', { cpu: '70%', for: '40s' });
}

export function failOverToAlternate(): void {
  failOver('alternate', '15s');
}

export function failBackAtOnce(): void {
  failBack();
}
