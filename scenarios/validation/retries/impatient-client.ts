/**
 * Clients that give up after a while and try again, while the service works on what nobody waits for any more: each attempt costs
 * a whole service.
 */
import http from 'k6/http';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { arrivals, nextUser, RATE, USERS } from '../lib/load.ts';

const RETRIES = 3;
/** One mean service time. */
const PATIENCE = '10ms';

const attempts = new Trend('client_attempts');

export const options: Options = { scenarios: { users: arrivals(RATE) } };

export default function user(): void {
  const headers = { 'x-user': `user${nextUser(0, USERS)}@${__ENV.REGION}.example` };
  let made = 0;
  let ok = false;
  while (!ok && made <= RETRIES) {
    made++;
    ok = http.get(`${__ENV.BASE_URL}/v1.0/me/authentication/methods`, { headers, timeout: PATIENCE }).status === 200;
  }
  attempts.add(made);
}
