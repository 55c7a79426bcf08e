/** Fifty users' browsers ask for one record in the same moment: how often is it read from the directory? */
import { sleep } from 'k6';
import type { Options } from 'k6/options';
import { read } from '../lib/reads.ts';

export const options: Options = {
  scenarios: { crowd: { executor: 'per-vu-iterations', vus: 50, iterations: 1 } },
};

export default function lookup(): void {
  read(0);
  // The record counts by whole seconds.
  sleep(2);
}
