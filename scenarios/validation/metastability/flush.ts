/**
 * Two minutes of load that is well borne, then the cache is emptied, once: does service come back?
 *
 * The detector is that of "Metastable Failures in the Wild" (OSDI 2022): it has come back once requests of thirty seconds take less
 * than 1.1 times what they took before the trigger, on average.
 */
import exec from 'k6/execution';
import { Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { flush, operatorAt } from '../../lib/operations.ts';
import { readPopularity, userSampler } from '../../lib/traffic.ts';
import { arrivals, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

const pickUser = userSampler(USERS, readPopularity(__ENV.POPULARITY ?? 'zipf:1'));

/** The flush is at 120 s. */
const WINDOW_S = 30;
const BEFORE_S = [90, 120] as const;
const READ_S = [360, 420] as const;

/** How long requests took that came in a window of thirty seconds. */
const took = Array.from({ length: 14 }, (_, i) => new Trend(`took_${i * WINDOW_S}s`, true));
const before = new Trend('took_before', true);
const succeeded = new Rate('succeeded_at_the_end');

export const options: Options = {
  scenarios: {
    users: { ...arrivals(RATE), duration: '420s', gracefulStop: '60s' },
    flush: operatorAt('120s', 'empty'),
  },
};

export default function user(): void {
  const atS = exec.instance.currentTestRunDuration / 1000;
  const { status, timings } = read(pickUser(Math.random));
  took[Math.floor(atS / WINDOW_S)]?.add(timings.duration);
  if (atS >= BEFORE_S[0] && atS < BEFORE_S[1]) before.add(timings.duration);
  if (atS >= READ_S[0] && atS < READ_S[1]) succeeded.add(status === 200);
}

export function empty(): void {
  flush('primary');
}
