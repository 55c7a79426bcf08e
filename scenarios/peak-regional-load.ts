/**
 * Does the primary carry the regional peak with these cache settings?
 *
 * The morning ramp to the peak, which then stays for a minute. Nobody fails over, so a pass says only that the settings look fine
 * where they are deployed first: the outage of 1 June 2026 passed this.
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import { signIns } from './lib/sign-ins.ts';

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.4, [
      { share: 1, duration: '10s' },
      { share: 1, duration: '50s' },
    ]),
  },
  thresholds: {
    checks: ['rate>0.999'],
    http_req_failed: ['rate<0.001'],
    http_req_duration: ['p(99)<800'],
  },
};

export default function session(): void {
  visitMySignIns(someUser());
}
