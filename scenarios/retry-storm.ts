/**
 * After a short loss of CPU, do retries keep the overload alive when its cause is gone?
 *
 * For 8 s three quarters of the primary's CPU are missing, at 70 % of the peak. Clients try a failed call again after 0.1, 0.2 and 0.4 s
 * (`-e DELAYS=3,5,7` is what Microsoft's Graph clients do, `-e DELAYS=` is none). What came too late for its caller still fills the cache,
 * if the settings say so: then a retry is a hit, and the storm dies.
 *
 *   second  0 ────── 15 ────── 23 ──────── 38 ──────── 60
 *                    degrade   it is gone  well again?
 */
import { check } from 'k6';
import type { Options } from 'k6/options';
import { CALLS_PER_VIEW, someUser, think, VIEW_SHOWS, VIEWS, viewOf } from './lib/journeys.ts';
import { degradePool, operatorAt } from './lib/operations.ts';
import { batchWithRetries } from './lib/retries.ts';
import { signIns } from './lib/sign-ins.ts';

const DELAYS_S = (__ENV.DELAYS ?? '0.1,0.2,0.4')
  .split(',')
  .filter(text => text !== '')
  .map(Number);

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.7, [{ share: 0.7, duration: '60s' }], CALLS_PER_VIEW * VIEWS),
    degrade: operatorAt('15s', 'degradePrimary'),
  },
  thresholds: {
    'checks{scenario:sign_ins}': ['rate>0.9'],
  },
};

export default function session(): void {
  const view = viewOf({ 'x-user': someUser() });
  for (let seen = 0; seen < VIEWS; seen++) {
    if (seen > 0) think();
    check(batchWithRetries(view, DELAYS_S), VIEW_SHOWS);
  }
}

export function degradePrimary(): void {
  degradePool('primary', { cpu: '25%', for: '8s' });
}
