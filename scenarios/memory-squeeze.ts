/**
 * After a failover, does the cache leave the alternate memory for the requests in flight as it fills?
 *
 * An instance dies when its memory is full, and its cache with it: it comes back cold, in the middle of the peak, while the others
 * carry its users. That takes as long as the cache takes to grow, and until then all looks perfect: `-e HOLD=10m` for a pool with more
 * memory than small-memory.yaml has.
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import { failOver, operatorAt } from './lib/operations.ts';
import { signIns } from './lib/sign-ins.ts';

export const options: Options = {
  scenarios: {
    sign_ins: signIns(1, [{ share: 1, duration: __ENV.HOLD ?? '80s' }]),
    fail_over: operatorAt('3s', 'failOverToAlternate'),
  },
  thresholds: {
    'checks{scenario:sign_ins}': ['rate>0.999'],
    'http_req_failed{scenario:sign_ins}': ['rate<0.001'],
  },
};

export default function session(): void {
  visitMySignIns(someUser());
}

export function failOverToAlternate(): void {
  failOver('alternate', '15s');
}
