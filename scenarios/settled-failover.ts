/**
 * Once the caches have settled at the regional peak, does a failover hold, and does it still hold when the alternate's have settled too?
 *
 * A cold cache has other misses than one that has been in use for longer than its entries live: what a time to live costs, or a cache that
 * is too small, shows in the latter. Each pool has the peak for `-e SETTLE=6m`: give it twice the longest time in the settings.
 *
 *   load    40 → 100 %      peak
 *   minute  0 ──── 0.5 ───────────── 6.5 ───── 6.75 ──────────── 12.75
 *           primary, cold   settled  fail over drained, cold    settled
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import { failOver, operatorAt } from './lib/operations.ts';
import { signIns } from './lib/sign-ins.ts';

const SETTLE = __ENV.SETTLE ?? '6m';

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.4, [
      { share: 1, duration: '30s' },
      { share: 1, duration: SETTLE },
      { share: 1, duration: '15s' },
      { share: 1, duration: SETTLE },
    ]),
    fail_over: operatorAt(`30s${SETTLE}`, 'failOverToAlternate'),
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

export function failOverToAlternate(): void {
  failOver('alternate', '15s');
}
