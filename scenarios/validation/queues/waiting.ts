/**
 * How long the customers of a queue wait before a core takes them up, and how many leave it first.
 *
 * Customers are misses, as in sojourn.ts. Beside them come probes, Poisson too: reads of one cached user, at next to no cost. They
 * stand in the same queue, so what a probe waits is what anybody waits (Poisson arrivals see time averages), and one whose answer
 * is late, a 504, waited longer than the proxy's deadline: it would have left.
 */
import { Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { arrivals, measuring, nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

/** The mean service time of the topologies here, and what a probe costs, ms. */
const MEAN = 10;
const PROBE = 0.0001;
const PROBED_USER = 0;

const sojourn = new Trend('sojourn', true);
const longerThan1 = new Rate('sojourn_longer_than_1');
const longerThan5 = new Rate('sojourn_longer_than_5');
const waited = new Rate('waited');
const waitedLong = new Rate('waited_longer_than_1');
const abandoned = new Rate('abandoned');

export const options: Options = {
  scenarios: {
    customers: arrivals(RATE, 'customer'),
    probes: arrivals(Math.round(RATE * Number(__ENV.PROBES ?? 0.1)), 'probe'),
  },
};

export function customer(): void {
  const counts = measuring();
  const { status, timings } = read(nextUser(PROBED_USER + 1, USERS - 1));
  if (!counts || status !== 200) return;
  sojourn.add(timings.duration);
  longerThan1.add(timings.duration > MEAN);
  longerThan5.add(timings.duration > 5 * MEAN);
}

export function probe(): void {
  const counts = measuring();
  const { status, timings } = read(PROBED_USER);
  if (!counts) return;
  abandoned.add(status === 504);
  // The smallest part is there for rounding: times are differences of large numbers.
  waited.add(status === 504 || timings.duration > PROBE + 1e-6);
  waitedLong.add(status === 504 || timings.duration > PROBE + MEAN);
}
