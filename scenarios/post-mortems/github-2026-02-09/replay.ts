/**
 * GitHub, 9 February 2026: a cache of user settings whose ttl was lowered on a Saturday, and a store that is full on Monday.
 *
 * What the report says ("Addressing GitHub's recent availability issues"): two popular client applications had been released with changes by which
 * they read more than ten times as much, and came into use over days. On Saturday the ttl of the cache of user settings was lowered from 12 hours to 2, so
 * that a change of what is offered would be seen sooner. On Monday's peak the database cluster of users and authentication, where the settings are
 * kept too, was overloaded, by reads and by the writes of rewritten rows, and with it all that needs to know who somebody is. The rewrites were turned
 * off; a second source of them brought it back an hour later: 2 h 43 min in two parts.
 *
 * What is assumed:
 * - of five calls at peak four read a user's settings (through the cache) and one authenticates (past it); before the two applications were
 *   released one in ten of the reads came;
 * - what a miss costs the store is the read and the rewrite of the row together;
 * - the store bears 85 of these a second: 61 come at Monday's peak with a ttl of 12 hours, 100 with 2, and 74 on a Saturday with 60 % of the load;
 * - the way out is the roll-back of the ttl, which ends the rewrites.
 *
 * What was scaled: an hour to a minute (12 hours are 720 s, 2 are 120 s), the users to 8000.
 */
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { operatorAt, rollBack } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const REGION = __ENV.REGION ?? 'github';
const USERS = Number(__ENV.USERS ?? 8000);
/** Of the regional peak. */
const LOAD = Number(__ENV.LOAD ?? 1);
const MORNING = Number(__ENV.MORNING ?? 0.6);
/** Reads of the two applications, against what they are now. */
const READS = Number(__ENV.READS ?? 1);
const IS_ROLLED_BACK = __ENV.ROLL_BACK === 'yes';
const AUTHENTICATING = 0.2;
const SETTINGS = { name: 'GET /settings' };
const AUTH = { name: 'GET /authenticate' };

export const options: Options = {
  scenarios: {
    calls: {
      ...sessions(
        MORNING,
        [
          { share: LOAD, duration: '60s' },
          { share: LOAD, duration: '380s' },
        ],
        1,
      ),
      maxVUs: 10_000,
    },
    ...(IS_ROLLED_BACK && { roll_back: operatorAt('150s', 'rollBackTheTtl') }),
  },
};

/** One call, or none where the applications read less. */
export default function call(): void {
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}@${REGION}.example` };
  if (Math.random() < AUTHENTICATING) http.get(`${BASE_URL}/authenticate`, { headers, tags: AUTH });
  else if (Math.random() < READS) http.get(`${BASE_URL}/settings`, { headers, tags: SETTINGS });
}

export function rollBackTheTtl(): void {
  rollBack();
}
