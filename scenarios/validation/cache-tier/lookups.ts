/** Poisson lookups of one entry: how long they take at its node, the wait for a slot included. LATENCY slows the node down. */
import { Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { degradeCacheTier } from '../../lib/operations.ts';
import { arrivals, measuring, RATE } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

/** The mean of the topology's node, ms. */
const MEAN = 10;
const USER = 7;

const sojourn = new Trend('sojourn', true);
const longerThan1 = new Rate('sojourn_longer_than_1');

export const options: Options = { scenarios: { lookups: arrivals(RATE) } };

export function setup(): void {
  if (__ENV.LATENCY !== undefined) degradeCacheTier({ latency: __ENV.LATENCY });
}

export default function lookup(): void {
  const counts = measuring();
  const { timings } = read(USER);
  if (!counts) return;
  sojourn.add(timings.duration);
  longerThan1.add(timings.duration > MEAN);
}
