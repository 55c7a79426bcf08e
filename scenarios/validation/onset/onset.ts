/** More load than one core bears, no shedding: when is the first 504 seen? The queue grows until a request waits for the whole deadline. */
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { arrivals, nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

/** Seconds from the start to each 504; the first is the smallest. */
const lateAt = new Trend('late_at_s');

export const options: Options = { scenarios: { users: { ...arrivals(RATE), gracefulStop: '60s' } } };

export default function user(): void {
  if (read(nextUser(0, USERS)).status === 504) lateAt.add(exec.instance.currentTestRunDuration / 1000);
}
