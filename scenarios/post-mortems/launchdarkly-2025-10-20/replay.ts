/**
 * LaunchDarkly, 20 October 2025: a mitigation sends clients on a path with cold caches, and nothing can be added.
 *
 * What the report says: a region of the provider was out for half a day. Just after, a change inside that was to take load off the web application caused an
 * outage of the flag delivery network nobody had expected. SDKs tried again and again, which overloaded the streaming service and its load balancers
 * until they did not answer any more; and since servers could not be had from the provider, there was nothing to add, for hours.
 *
 * What is assumed:
 * - the mitigation is a failover to a path with cold caches at second 30; it is taken back at second 60;
 * - a cold path bears 67 requests a second and a warm one 800, where 300 come; the balancers bear 4000;
 * - the autoscaler of each path asks for servers, and none of them comes; in the way out they come, 20 s after they were asked for;
 * - the flags that a client reads are its own. Its SDK waits for 2 s and tries again nine times, after about a second each;
 * - the quiet hour has a tenth of the clients.
 *
 * What was scaled: millions of clients to 5000, who come every 17 seconds; the hours to minutes.
 */
import { sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { failBack, failOver, operatorAt } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const REGION = __ENV.REGION ?? 'us-east';
const USERS = Number(__ENV.USERS ?? 5000);
const LOAD = Number(__ENV.LOAD ?? 1);
const TRIES = 10;
const TAGS = { name: 'GET /stream' };

export const options: Options = {
  scenarios: {
    clients: { ...sessions(LOAD, [{ share: LOAD, duration: '220s' }], 1), maxVUs: 20_000 },
    mitigate: operatorAt('30s', 'mitigate'),
    undo: operatorAt('60s', 'undo'),
  },
};

export default function client(): void {
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}@${REGION}.example` };
  const params = { headers, tags: TAGS, timeout: '2s' };
  for (let tries = 1; http.get(`${BASE_URL}/stream`, params).status !== 200 && tries < TRIES; tries++)
    sleep(0.8 + 0.4 * Math.random());
}

export function mitigate(): void {
  failOver('alternate', '5s');
}

export function undo(): void {
  failBack('5s');
}
