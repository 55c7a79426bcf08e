/** A share of the primary's instances is down, and the proxy divides the load over the pools by their health: 5000 users a second. */
import type { Options } from 'k6/options';
import { restart } from '../../lib/operations.ts';
import { arrivals, nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

const DOWN = Number(__ENV.DOWN ?? 0.5);

export const options: Options = { scenarios: { users: arrivals(RATE) } };

/** Found by health checks during the warm-up. */
export function setup(): void {
  if (DOWN > 0) restart('primary', DOWN);
}

export default function user(): void {
  read(nextUser(0, USERS));
}
