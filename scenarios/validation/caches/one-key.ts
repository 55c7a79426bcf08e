/** One popular user, asked for all the time, whose record takes long to read: when is it read again, and how often? */
import type { Options } from 'k6/options';
import { arrivals, RATE } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

const POPULAR = 0;

export const options: Options = { scenarios: { lookups: arrivals(RATE) } };

/** The entry is there when the load begins. */
export function setup(): void {
  read(POPULAR);
}

export default function lookup(): void {
  read(POPULAR);
}
