/** Reads of users at random, who are moved to the other pool as fast as READY allows. */
import type { Options } from 'k6/options';
import { failOver, operatorAt } from '../../lib/operations.ts';
import { arrivals, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

export const options: Options = {
  scenarios: { reads: arrivals(RATE), fail: operatorAt('1s', 'failed') },
};

export default function readOne(): void {
  read(Math.floor(Math.random() * USERS));
}

export function failed(): void {
  failOver('alternate', __ENV.OVER ?? '10s', { hitRatio: __ENV.READY ?? '70%' });
}
