/** More reads than the system does: how many are answered a second. */
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { arrivals, measuring, nextUser, RATE, SECONDS, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

const answered = new Counter('answered');

export const options: Options = { scenarios: { reads: arrivals(RATE) } };

export default function readOne(): void {
  const counts = measuring();
  const { status } = read(nextUser(0, USERS));
  if (counts && status === 200) answered.add(1 / SECONDS);
}
