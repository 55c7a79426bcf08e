/** Every user once a second, one after the other, as a nightly job or a crowd that all came at eight: all entries are of one age. */
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { arrivals, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

export const options: Options = { scenarios: { scan: arrivals(RATE) } };

export default function lookup(): void {
  read(exec.scenario.iterationInTest % USERS);
}
