/**
 * Amazon Kinesis, 25 November 2020: servers are added to a fleet in which each server talks to each other one.
 *
 * What the report says: a front end of Kinesis holds a map of the shards, and builds it from a metadata service and from all the other front ends, with a
 * thread of the operating system for each of them. A small addition of servers brought every one of them over the number of threads that a process may
 * have. They could not finish their maps, so that they could not route requests. It was not safe to restart many at a time: what a server does for its
 * map competes with its requests, and one that is too slow is taken for unhealthy. After the addition was taken back, the front ends were put back a few
 * hundred an hour, from 10:07 to 22:23 PST. Larger servers, and so fewer of them, were the fix.
 *
 * What is assumed:
 * - a server's threads to the others are its connections to the store of the maps, at most 40 of them; the store answers 400 reads a second, and a
 *   read that takes over a second is of no use any more;
 * - so the fleet asks for at most servers × 40 parts of its maps at a time, and the store can answer in time no more than about 360 of these;
 * - 16 servers are those after the addition, 8 those of before. That all of them are over their limit is a restart of all at second 30: all maps are to
 *   be built anew, at the same time;
 * - a request goes to any server, and needs one of 700 parts of its map, for good.
 *
 * What was scaled: thousands of servers to 16, the 17 hours to minutes.
 */
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { operatorAt, restart, throttle } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const SHARDS = 700;
const IS_SLOW = __ENV.SLOWLY === 'yes';
const TAGS = { name: 'PUT /records/:shard' };

export const options: Options = {
  scenarios: {
    records: { ...sessions(1, [{ share: 1, duration: '220s' }], 1), maxVUs: 10_000 },
    limit: operatorAt('30s', 'passTheLimit'),
    ...(IS_SLOW && { out: operatorAt('80s', 'takeOut'), back: operatorAt('110s', 'putBack') }),
  },
};

export default function record(): void {
  http.get(`${BASE_URL}/records/${Math.floor(Math.random() * SHARDS)}`, { tags: TAGS });
}

export function passTheLimit(): void {
  restart('primary');
}

export function takeOut(): void {
  throttle('20%', { by: 'request' });
}

export function putBack(): void {
  throttle(1, { by: 'request', over: '60s' });
}
