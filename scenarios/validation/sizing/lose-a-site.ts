/** Sites of equal size share the load; one of them is lost as the drill begins, and the others have to bear it. */
import type { Options } from 'k6/options';
import { restart } from '../../lib/operations.ts';
import { arrivals, nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

export const options: Options = { scenarios: { users: arrivals(RATE) } };

export function setup(): void {
  restart('primary', Number(__ENV.LOST ?? 0.25));
}

export default function user(): void {
  read(nextUser(0, USERS));
}
