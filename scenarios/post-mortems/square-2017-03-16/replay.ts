/**
 * Square, 16 March 2017: an authentication service whose store is saturated, and callers that try again at once, up to 500 times.
 *
 * What the report says ("Incident Summary: 2017-03-16"): a change of the service of customer identity (Roster) was rolled out in one data centre at 9:55. From
 * 10:02 on the authentication service (Multipass) reported timeouts, and all that needs it failed. The change was rolled back, which did not help; nor
 * did restarts. At last its Redis was found to be at its limit: a code path tried a transaction again up to 500 times, with no backoff. A fix that bounds
 * the attempts was deployed, and service was back at 11:55.
 *
 * What is assumed:
 * - every request asks the store, past any cache; the store bears 300 such calls a second, each 80 ms, and one is given up after half a second;
 * - at peak 150 requests a second come; off-peak a third of that;
 * - what the change did: for 20 s each call takes three times as long; then it is rolled back;
 * - a call that fails is tried again at once, up to ten times (not 500), within the six seconds that a caller waits.
 *
 * What was scaled: the attempts from 500 to 10, the two hours to two minutes, the requests to 150 a second.
 */
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { degradeDirectory, operatorAt } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const LOAD = Number(__ENV.LOAD ?? 1);
const TAGS = { name: 'GET /authenticate' };

export const options: Options = {
  scenarios: {
    requests: { ...sessions(LOAD, [{ share: LOAD, duration: '170s' }], 1), maxVUs: 10_000 },
    change: operatorAt('30s', 'rollOutTheChange'),
  },
};

export default function request(): void {
  http.get(`${BASE_URL}/authenticate`, { tags: TAGS });
}

/** And rolls it back after 20 s. */
export function rollOutTheChange(): void {
  degradeDirectory({ latency: '3x', for: '20s' });
}
