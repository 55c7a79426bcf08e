/**
 * Google Cloud, 12 June 2025: after the fix, all tasks of the largest region restart together and overwhelm the store that they read from.
 *
 * What the report says: Service Control checks policies and quotas of every API request, in each region with a regional store. A policy with blank
 * fields, replicated everywhere within seconds, sent a new code path into a crash loop in all regions. It was found in ten minutes, and its switch was
 * thrown everywhere within forty. In the larger regions, us-central1 above all, the restarting tasks then overloaded the store together, since they had no
 * randomised backoff: 2 h 40 min until it was well there, where the smaller regions were well at once. The start of tasks was throttled, and reads were
 * sent to multi-regional databases.
 *
 * What is assumed:
 * - the drill begins with the fix: the tasks are up, their caches full, and at second 20 all of them restart together (4 s);
 * - each task keeps the policies that it has read; a request needs one of 200, all alike, and goes to any task;
 * - the store of a region bears 100 reads a second, whatever the region's size, each a little over 0.1 s, and a task gives one up after half a second;
 * - a small region has a tenth of the tasks and of the requests of the largest.
 *
 * What was scaled: the largest region to 20 tasks and 400 requests a second, the hours to minutes.
 */
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { operatorAt, restart, throttle } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const POLICIES = 200;
/** Over which time the tasks restart; nothing: together. */
const JITTER = __ENV.JITTER;
const IS_THROTTLED = __ENV.THROTTLE === 'yes';
const TAGS = { name: 'GET /check/:policy' };

export const options: Options = {
  scenarios: {
    requests: { ...sessions(1, [{ share: 1, duration: '240s' }], 1), maxVUs: 10_000 },
    restart: operatorAt('20s', 'restartTasks'),
    ...(IS_THROTTLED && { hold: operatorAt('70s', 'throttleRequests'), back: operatorAt('110s', 'letThemBack') }),
  },
};

export default function request(): void {
  http.get(`${BASE_URL}/check/${Math.floor(Math.random() * POLICIES)}`, { tags: TAGS });
}

export function restartTasks(): void {
  restart('primary', 1, JITTER);
}

export function throttleRequests(): void {
  throttle('15%', { by: 'request' });
}

export function letThemBack(): void {
  throttle(1, { by: 'request', over: '80s' });
}
