/**
 * Facebook, 23 September 2010: a configuration value that every client tries to mend, and a cache from which each failed attempt deletes it.
 *
 * What the report says (Robert Johnson, "More Details on Today's Outage"): an automated system replaces configuration values that are invalid in the
 * cache by those of the persistent store. That day the persistent copy itself was changed to a value that was taken for invalid. Every client saw it
 * and tried to mend it by a query to a cluster of databases, hundreds of thousands of queries a second. A client that got an error from a database took
 * that for an invalid value too, and deleted the key from the cache; so the queries went on when the value was right again. All traffic to the
 * cluster was stopped, which meant turning the site off, and people were let back slowly. It took 2.5 hours. The system that mends values was turned off.
 *
 * What is assumed:
 * - a page reads one of 40 values, all alike; they are in one cache that all web servers share, and do not expire;
 * - the wrong value: from second 20 on the cache has none of them that is valid (`flush`), and for 20 s every query gives what is taken for an error;
 * - the databases bear a tenth of what the pages ask for at peak: 60 queries a second, their times exponential, and a client waits a second for one;
 * - off-peak is a quarter of the peak.
 *
 * What was scaled: hundreds of thousands of queries a second to 600, the 2.5 hours to minutes. A cluster that bears a tenth stays a cluster that bears
 * a tenth; below four times what it bears the loop dies out by itself.
 */
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { degradeDirectory, flush, operatorAt, throttle } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const REGION = __ENV.REGION ?? 'facebook';
const USERS = Number(__ENV.USERS ?? 20_000);
const VALUES = 40;
const LOAD = Number(__ENV.LOAD ?? 1);
const IS_STOPPED = __ENV.STOP === 'yes';
const TAGS = { name: 'GET /config/:value' };

export const options: Options = {
  scenarios: {
    pages: { ...sessions(LOAD, [{ share: LOAD, duration: '170s' }], 1), maxVUs: 10_000 },
    change: operatorAt('20s', 'changeTheValue'),
    ...(IS_STOPPED && { stop: operatorAt('70s', 'stopAllTraffic'), start: operatorAt('85s', 'letPeopleBack') }),
  },
};

export default function page(): void {
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}@${REGION}.example` };
  http.get(`${BASE_URL}/config/${Math.floor(Math.random() * VALUES)}`, { headers, tags: TAGS });
}

export function changeTheValue(): void {
  degradeDirectory({ errors: '100%', for: '20s' });
  flush('primary');
}

export function stopAllTraffic(): void {
  throttle(0);
}

export function letPeopleBack(): void {
  throttle(1, { over: '45s' });
}
