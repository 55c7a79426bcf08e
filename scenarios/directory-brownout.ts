/**
 * When the directory slows down at the regional peak, do the caches keep its trouble from the users?
 *
 * For 20 s the store of record answers four times as slowly and takes a twenty-fifth of the reads at a time. Nobody fails over: both
 * pools read from the same directory. What the cache does not answer waits for a slot, and fails when it has waited for too long.
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import { degradeDirectory, operatorAt } from './lib/operations.ts';
import { signIns } from './lib/sign-ins.ts';

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.6, [
      { share: 1, duration: '5s' },
      { share: 1, duration: '40s' },
    ]),
    brown_out: operatorAt('10s', 'brownOut'),
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

export function brownOut(): void {
  degradeDirectory({ latency: '4x', concurrency: '4%', for: '20s' });
}
