/**
 * Azure multi-factor authentication, 19 November 2018: from a load on, a cache becomes slow, and what is behind it is exhausted.
 *
 * What the report says: an update of how the front ends connect to their cache was rolled out from 13 to 16 November. From a threshold of traffic on, which
 * the Monday morning of Europe was the first to reach, it made the calls of the cache slow. Behind that was a race in how answers of the back ends are
 * processed: front ends recycled, which made calls slower still; and work piled up at the back ends until these were exhausted. Traffic was sent to
 * data centres in the United States, which were overloaded too. It took 14 hours, until a fix that goes past the cache had been deployed and the
 * back ends had been cycled.
 *
 * What is assumed:
 * - the change leaves each of three cache nodes 5 calls at a time of 20 ms, so that the three bear 750 a second, where the morning brings 850 and
 *   the day before 70 % of that; a lookup that takes over 200 ms counts as a miss;
 * - the back end bears 200 calls a second; one that has waited for a second has failed, and its user tries again twice, after about 2 s each;
 * - a front end that holds 160 requests is out of memory and recycles, in 5 s;
 * - the cache and the back end are those of both regions: at second 75 users are sent to the other one;
 * - going past the cache is to keep what was read in the front end itself; cycling the back ends lets nobody in for 20 s, and everybody back over 40 s.
 *
 * What was scaled: the morning to 40 s, the 14 hours to minutes, the load to 850 requests a second.
 */
import { sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { deploy, failOver, operatorAt, throttle } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const REGION = __ENV.REGION ?? 'eu';
const USERS = Number(__ENV.USERS ?? 3000);
const MORNING = Number(__ENV.MORNING ?? 1);
const IS_BYPASSED = __ENV.BYPASS === 'yes';
const IS_CYCLED = __ENV.CYCLE === 'yes';
const TRIES = 3;
const TAGS = { name: 'GET /challenge' };

export const options: Options = {
  scenarios: {
    requests: {
      ...sessions(
        0.5,
        [
          { share: 0.5, duration: '20s' },
          { share: MORNING, duration: '20s' },
          { share: MORNING, duration: '180s' },
        ],
        1,
      ),
      maxVUs: 10_000,
    },
    ...(MORNING === 1 && { away: operatorAt('75s', 'sendAway') }),
    ...(IS_BYPASSED && { fix: operatorAt('100s', 'goPastTheCache') }),
    ...(IS_CYCLED && { cycle: operatorAt('110s', 'cycle'), back: operatorAt('130s', 'letBack') }),
  },
};

export default function challenge(): void {
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}@${REGION}.example` };
  for (let tries = 1; http.get(`${BASE_URL}/challenge`, { headers, tags: TAGS }).status !== 200; tries++) {
    if (tries === TRIES) return;
    sleep(2 * (0.8 + 0.4 * Math.random()));
  }
}

export function sendAway(): void {
  failOver('alternate', '10s');
}

export function goPastTheCache(): void {
  deploy({ ttl: '900s', coalesce: true, scope: 'instance', keepLateResults: false });
}

export function cycle(): void {
  throttle(0);
}

export function letBack(): void {
  throttle(1, { over: '40s' });
}
