/**
 * Reads of users who come by the topology's `popularity`, Poisson, independent of each other: what theory calls the independent
 * reference model. Nothing takes any time; the hit ratio is the pool's own, in the record's series.
 */
import type { Options } from 'k6/options';
import { readPopularity, userSampler } from '../../lib/traffic.ts';
import { arrivals, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

const pickUser = userSampler(USERS, readPopularity(__ENV.POPULARITY ?? 'uniform'));

export const options: Options = { scenarios: { lookups: arrivals(RATE) } };

export default function lookup(): void {
  read(pickUser(Math.random));
}
