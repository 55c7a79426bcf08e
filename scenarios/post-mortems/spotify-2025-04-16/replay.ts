/**
 * Spotify, 16 April 2025: every proxy at the edge restarts at once, and what comes back is asked for more than its memory holds.
 *
 * What the report says: the order of the filters in the Envoy proxies of the perimeter was changed, for all regions at once, since the change was thought to
 * be of low risk. A bug in one filter crashed all proxies together. Their clients tried again, and their logic was such that this was an unprecedented
 * spike; each new proxy went over the memory that Kubernetes allowed it and was killed at once, again and again. Asia Pacific, where it was night, was
 * spared. The total capacity of the perimeter was increased, which brought a proxy under its limit: 12:20 to 15:45 UTC, three hours and a half.
 *
 * What is assumed:
 * - the crash is a restart of all servers of the proxy at second 30, which takes them 3 s;
 * - a request is held for a second, so that at peak a server is at a little under half of what its memory holds;
 * - a client whose request fails tries again twice, after about a second each;
 * - Asia's night is 40 % of the peak;
 * - half as many servers more are there from the start in the drill that they end it in: nothing here adds servers in the middle of a drill.
 *
 * What was scaled: the perimeter to 8 servers and 240 requests a second, the hours to minutes.
 */
import { sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { operatorAt, restart } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const LOAD = Number(__ENV.LOAD ?? 1);
const TRIES = 3;
const TAGS = { name: 'GET /home' };

export const options: Options = {
  scenarios: {
    requests: { ...sessions(LOAD, [{ share: LOAD, duration: '180s' }], 1), maxVUs: 10_000 },
    crash: operatorAt('30s', 'crash'),
  },
};

export default function request(): void {
  for (let tries = 1; http.get(`${BASE_URL}/home`, { tags: TAGS }).status !== 200 && tries < TRIES; tries++)
    sleep(0.8 + 0.4 * Math.random());
}

export function crash(): void {
  restart('proxy');
}
