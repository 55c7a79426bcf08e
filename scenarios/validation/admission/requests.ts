/**
 * A queue before c cores of whose customers a share is let in, each by a draw of its own: how many are, and how long they wait.
 *
 * Arrivals are Poisson, so those who are let in are too, at that share of the rate: an M/M/c queue of its own. Customers and probes
 * are those of ../queues/waiting.ts; probes are throttled like everybody else.
 */
import { Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { throttle } from '../../lib/operations.ts';
import { arrivals, measuring, nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

/** The mean service time of the topology, and what a probe costs, ms. */
const MEAN = 10;
const PROBE = 0.0001;
const PROBED_USER = 0;

const admitted = new Rate('admitted');
const sojourn = new Trend('sojourn', true);
const waited = new Rate('waited');
const waitedLong = new Rate('waited_longer_than_1');

export const options: Options = {
  scenarios: {
    customers: arrivals(RATE, 'customer'),
    probes: arrivals(Math.round(RATE * 0.1), 'probe'),
  },
};

export function setup(): void {
  throttle(__ENV.SHARE ?? '50%', { by: 'request' });
}

export function customer(): void {
  const counts = measuring();
  const { status, timings } = read(nextUser(PROBED_USER + 1, USERS - 1));
  if (!counts) return;
  admitted.add(status === 200);
  if (status === 200) sojourn.add(timings.duration);
}

export function probe(): void {
  const counts = measuring();
  const { status, timings } = read(PROBED_USER);
  if (!counts || status !== 200) return;
  // The smallest part is there for rounding: times are differences of large numbers.
  waited.add(timings.duration > PROBE + 1e-6);
  waitedLong.add(timings.duration > PROBE + MEAN);
}
