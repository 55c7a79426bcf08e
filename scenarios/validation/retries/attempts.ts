/**
 * Reads that fail with a given probability, each tried again by the proxy and then by the client: how many attempts reach the
 * service for each thing that a user wants? Users come one after the other, so every attempt goes to the directory, which fails.
 */
import { sleep } from 'k6';
import { Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { arrivals, nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

/** How often the client itself tries again, how long it waits before each (seconds), and how much longer by chance. */
const RETRIES = Number(__ENV.RETRIES ?? 0);
const WAITS = (__ENV.WAITS ?? '0').split(',').map(Number);
const JITTER = Number(__ENV.JITTER ?? 0);

const attempts = new Trend('client_attempts');
const failed = new Rate('given_up');
const waited = new Trend('waited_s');

export const options: Options = { scenarios: { users: arrivals(RATE) } };

export default function user(): void {
  const who = nextUser(0, USERS);
  let retries = 0;
  let waits = 0;
  let ok = read(who).status === 200;
  while (!ok && retries < RETRIES) {
    const wait = (WAITS[Math.min(retries, WAITS.length - 1)] ?? 0) + JITTER * Math.random();
    retries++;
    waits += wait;
    if (wait > 0) sleep(wait);
    ok = read(who).status === 200;
  }
  attempts.add(1 + retries);
  waited.add(waits);
  failed.add(!ok);
}
