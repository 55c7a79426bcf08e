/** Poisson reads that all wait for the directory; RESTART restarts that share of the proxy's own servers after ten seconds. */
import type { Options } from 'k6/options';
import { operatorAt, restart } from '../../lib/operations.ts';
import { arrivals, nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

const SHARE = __ENV.RESTART;

export const options: Options = {
  scenarios: { reads: arrivals(RATE), ...(SHARE === undefined ? {} : { restart: operatorAt('10s', 'restarted') }) },
};

export default function readOne(): void {
  read(nextUser(0, USERS));
}

export function restarted(): void {
  restart('proxy', SHARE);
}
