/**
 * Can all users be moved at once, at the regional peak, to an alternate whose caches are empty?
 *
 * A drain spreads the misses of the move over its length; here they come within one session's length, while requests wait that
 * pay for them. This is the failover that nobody plans.
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import { failOver, operatorAt } from './lib/operations.ts';
import { signIns } from './lib/sign-ins.ts';

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.6, [
      { share: 1, duration: '3s' },
      { share: 1, duration: '27s' },
    ]),
    fail_over: operatorAt('10s', 'failOverAtOnce'),
  },
  thresholds: {
    'checks{scenario:sign_ins}': ['rate>0.999'],
    'http_req_failed{scenario:sign_ins}': ['rate<0.001'],
  },
};

export default function session(): void {
  visitMySignIns(someUser());
}

export function failOverAtOnce(): void {
  failOver('alternate');
}
