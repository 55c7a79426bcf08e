/**
 * Slack, 22 February 2022: a quarter of the cache nodes is replaced by empty ones as the day's load comes up.
 *
 * What the report says (Laura Nolan and others, "Slack's Incident on 2-22-22"): a new version of an agent was rolled out to a quarter of the hosts at a
 * time. Where it restarted on a cache node, that node left the service catalogue for a moment, and the control plane of the cache put an empty spare in
 * its place. Two such steps had gone well in the weeks before; the third met the load of the morning. Clients that boot read, among much else, which group
 * messages a user is in, by a query to every shard of a keyspace that is sharded by user; from the cache where it was there. The keyspace was
 * overloaded, queries timed out, and so the cache could not be refilled. Boots were throttled, which let those work on who had booted; the query was
 * changed to read what was missing, and from replicas; then boots were let back slowly.
 *
 * What is assumed:
 * - the cache nodes are the instances here, each with the users that hash to it; a spare is there after 0.1 s, empty;
 * - of three calls two are boots and one is a call of a client that has booted, which needs no store;
 * - the store bears 40 such queries a second, each a little over 0.4 s, and gives one up after a second; at full load the empty quarter asks for 50;
 * - a client that cannot boot tries again twice, after 1 and 3 s;
 * - the earlier steps met 60 % of the load.
 *
 * What was scaled: millions of users to 6000, who boot every half minute instead of every few hours; the day to minutes.
 */
import { sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { operatorAt, restart, throttle } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const REGION = __ENV.REGION ?? 'slack';
const USERS = Number(__ENV.USERS ?? 6000);
const LOAD = Number(__ENV.LOAD ?? 1);
const IS_THROTTLED = __ENV.THROTTLE === 'yes';
const BOOTING = 2 / 3;
const AGAIN_AFTER_S = [1, 3];
const BOOT = { name: 'POST /client.boot' };
const MESSAGE = { name: 'POST /chat.post' };

export const options: Options = {
  scenarios: {
    calls: { ...sessions(LOAD, [{ share: LOAD, duration: '260s' }], 1), maxVUs: 10_000 },
    replace: operatorAt('30s', 'replaceCacheNodes'),
    ...(IS_THROTTLED && { hold: operatorAt('90s', 'throttleBoots'), back: operatorAt('120s', 'letBootsBack') }),
  },
};

export default function call(): void {
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}@${REGION}.example` };
  if (Math.random() >= BOOTING) {
    http.post(`${BASE_URL}/chat.post`, null, { headers, tags: MESSAGE });
    return;
  }
  for (let tries = 0; http.post(`${BASE_URL}/client.boot`, null, { headers, tags: BOOT }).status !== 200; tries++) {
    const wait = AGAIN_AFTER_S[tries];
    if (wait === undefined) return;
    sleep(wait * (0.8 + 0.4 * Math.random()));
  }
}

export function replaceCacheNodes(): void {
  restart('primary', '25%');
}

export function throttleBoots(): void {
  throttle('10%', { route: 'POST /client.boot' });
}

export function letBootsBack(): void {
  throttle(1, { route: 'POST /client.boot', over: '100s' });
}
