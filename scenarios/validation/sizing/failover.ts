/** Everybody fails over to the alternate in the twentieth second and stays there: what does its CPU come to? */
import type { Options } from 'k6/options';
import { failOver, operatorAt } from '../../lib/operations.ts';
import { readPopularity, userSampler } from '../../lib/traffic.ts';
import { arrivals, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

const pickUser = userSampler(USERS, readPopularity(__ENV.POPULARITY ?? 'uniform'));

export const options: Options = {
  scenarios: { users: arrivals(RATE), fail_over: operatorAt('20s', 'toAlternate') },
};

export default function user(): void {
  read(pickUser(Math.random));
}

export function toAlternate(): void {
  failOver('alternate');
}
