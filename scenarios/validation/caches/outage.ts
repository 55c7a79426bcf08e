/** The directory fails from the first second on, and a user whose record was read just before goes on asking: until when is it served? */
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { degradeDirectory } from '../../lib/operations.ts';
import { read } from '../lib/reads.ts';

/** Seconds from the start to each failed read; the first is the smallest. */
const failedAt = new Trend('failed_at_s');

export const options: Options = {
  scenarios: {
    user: { executor: 'constant-arrival-rate', rate: 10, duration: '40s', preAllocatedVUs: 1, maxVUs: 10 },
  },
};

export function setup(): void {
  read(0);
  degradeDirectory({ errors: '100%' });
}

export default function ask(): void {
  if (read(0).status !== 200) failedAt.add(exec.instance.currentTestRunDuration / 1000);
}
