/**
 * A queue before c cores, Poisson arrivals: how long its customers stay, and how many it refuses.
 *
 * Every request is a miss: users come one after the other, more of them than the cache holds, and the directory takes no time. So
 * a request is one customer of the queue, and its cost is its service.
 */
import { Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { arrivals, measuring, nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

const sojourn = new Trend('sojourn', true);
const refused = new Rate('refused');

export const options: Options = { scenarios: { customers: arrivals(RATE) } };

export default function customer(): void {
  const counts = measuring();
  const { status, timings } = read(nextUser(0, USERS));
  if (!counts) return;
  refused.add(status === 503);
  if (status === 200) sojourn.add(timings.duration);
}
