/** A share of all users is looked up once, and is then in the tier; a share of its nodes is lost; then every user is looked up once. */
import { Rate } from 'k6/metrics';
import type { Options } from 'k6/options';
import { operatorAt, restart } from '../../lib/operations.ts';
import { nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

const FILLED = Number(__ENV.FILLED ?? 0.8);
/** What the directory takes at least, ms. */
const MISS = 50;

const hit = new Rate('hit');

/** @param users one a request, from 0 on */
function once(users: number, exec: string, startTime: string) {
  const duration = `${users / RATE}s`;
  return {
    executor: 'constant-arrival-rate',
    exec,
    startTime,
    rate: RATE,
    duration,
    preAllocatedVUs: 100,
    maxVUs: 2000,
  } as const;
}

const AFTER = Math.ceil((FILLED * USERS) / RATE) + 1;

export const options: Options = {
  scenarios: {
    filling: once(Math.round(FILLED * USERS), 'fill', '0s'),
    losing: operatorAt(`${AFTER}s`, 'lose'),
    looking: once(USERS, 'look', `${AFTER + 1}s`),
  },
};

export function fill(): void {
  read(nextUser(0, USERS));
}

export function lose(): void {
  restart('cache-tier', __ENV.LOST ?? '25%');
}

export function look(): void {
  hit.add(read(nextUser(0, USERS)).timings.duration < MISS);
}
