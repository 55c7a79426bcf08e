/**
 * Canva, 12 November 2024: clients that had waited for one slow file go on at the same moment.
 *
 * What the report says: a new version of the editor was released; one of its files came so slowly over a path between two regions of a content delivery network
 * that over 270,000 requests for it waited on one stream, for 20 minutes. When it was there all of these clients loaded the object panel at once: 1.5
 * million requests a second at the API gateway, three times its usual peak. A lock in a library for telemetry kept the gateway's tasks from doing all
 * that they could; their memory grew, they were killed, and those that the autoscaler brought in their place met the same. All traffic was blocked at
 * the network's edge, then let in country by country over 20 minutes; 52 minutes in all.
 *
 * What is assumed:
 * - the gateway is the pool here; a request costs it 10 ms of CPU, and 6 % of the work only one core at a time can do, so that a task's four do the work of
 *   3.4;
 * - a task that holds 400 requests is out of memory, and is back after 5 s; the autoscaler looks every 15 s, may add one task, and that boots for 20 s;
 * - the released clients bring three times the peak for 10 s; whoever is let down tries again four times, after 1 to 3 s each;
 * - in the quiet hour a quarter of the users is there, and as large a part of them waits for the file.
 *
 * What was scaled: the peak to 450 requests a second at two tasks, the minutes to seconds.
 */
import { sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { operatorAt, throttle } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const REGION = __ENV.REGION ?? 'canva';
const USERS = Number(__ENV.USERS ?? 20_000);
const LOAD = Number(__ENV.LOAD ?? 1);
const IS_BLOCKED = __ENV.BLOCK === 'yes';
const CROWD = 3;
const AGAIN_AFTER_S = [1, 1, 2, 3];
const TAGS = { name: 'GET /panel' };

export const options: Options = {
  scenarios: {
    clients: {
      ...sessions(
        LOAD,
        [
          { share: LOAD, duration: '30s' },
          { share: CROWD * LOAD, duration: '0s' },
          { share: CROWD * LOAD, duration: '10s' },
          { share: LOAD, duration: '0s' },
          { share: LOAD, duration: '160s' },
        ],
        1,
      ),
      maxVUs: 30_000,
    },
    ...(IS_BLOCKED && { block: operatorAt('70s', 'block'), back: operatorAt('90s', 'letBack') }),
  },
};

export default function client(): void {
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}@${REGION}.example` };
  for (let tries = 0; http.get(`${BASE_URL}/panel`, { headers, tags: TAGS }).status !== 200; tries++) {
    const wait = AGAIN_AFTER_S[tries];
    if (wait === undefined) return;
    sleep(wait * (0.8 + 0.4 * Math.random()));
  }
}

export function block(): void {
  throttle(0);
}

export function letBack(): void {
  throttle(1, { over: '50s' });
}
