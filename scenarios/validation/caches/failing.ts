/** One key that everybody asks for, and reads of it that fail: all of them for three seconds, so that many are under way, then the topology's share. */
import type { Options } from 'k6/options';
import { degradeDirectory } from '../../lib/operations.ts';
import { arrivals, RATE } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

export const options: Options = { scenarios: { lookups: arrivals(RATE) } };

export function setup(): void {
  degradeDirectory({ errors: '100%', for: '3s' });
}

export default function lookup(): void {
  read(0);
}
