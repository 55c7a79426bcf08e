/**
 * The incident MO1329260 of 1 June 2026, as a drill of the whole morning: 08:00 to 13:00 UTC on the whole region, in minutes.
 *
 *     npx headroom run scenarios/eu-morning.ts --topology scenarios/topologies/eu-full.yaml \
 *         --cache mock-service/settings/short-ttl.yaml --virtual
 *
 * What the report says: a change of the cache's configuration made a failover necessary; as EU traffic climbed to its morning peak the
 * alternate infrastructure ran out of CPU and memory, and users of My Sign-Ins and of the set-up of multi-factor authentication got
 * 504 Gateway Timeout. It was acknowledged at 09:00 UTC (05:00 ET). Service was restored at 12:41 UTC (08:41 ET) by rolling the change
 * back and failing back.
 *
 * What it does not say, and is assumed here:
 * - the change: a time to live of one second (`--cache` says which settings are under test);
 * - the change was rolled out at 08:05 and looked harmless; the failover began at 08:20 and took ten minutes;
 * - the morning: 40 % of the peak at 08:00, climbing evenly to the peak at 10:30, and level from then on;
 * - nothing else was done before 12:36; the roll-back came then, and the fail-back from 12:38 to 12:41;
 * - the size of the region: `eu-full.yaml`; what users do: journeys.ts.
 */
import type { Options } from 'k6/options';
import { CALLS_PER_SESSION, someUser, visitMySignIns } from './lib/journeys.ts';
import { deploy, failBack, failOver, operatorAt, rollBack } from './lib/operations.ts';
import { sessionsPerMinute } from './lib/traffic.ts';

/** The time of day at which the drill begins: reports name moments by it. */
export const startsAt = '2026-06-01T08:00:00Z';

const PEAK = sessionsPerMinute(Number(__ENV.PEAK ?? 2500), CALLS_PER_SESSION);
/** Minutes from 08:00. `-e MINUTE=1s` runs the morning sixty times as fast, with the region's time constants as they are. */
const SECONDS_A_MINUTE = Number(__ENV.MINUTE ?? 60);

export const options: Options = {
  scenarios: {
    sign_ins: {
      executor: 'ramping-arrival-rate',
      startRate: Math.round(0.4 * PEAK),
      timeUnit: '1m',
      stages: [
        { target: PEAK, duration: minutes(150) },
        { target: PEAK, duration: minutes(150) },
      ],
      preAllocatedVUs: 2000,
      // Users who wait for half a minute at every step are many.
      maxVUs: 40 * PEAK,
      gracefulStop: '2m',
    },
    deploy: operatorAt(minutes(5), 'deployUnderTest'),
    fail_over: operatorAt(minutes(20), 'failOverToAlternate'),
    roll_back: operatorAt(minutes(276), 'rollBackSettings'),
    fail_back: operatorAt(minutes(278), 'failBackToPrimary'),
  },
};

function minutes(count: number): string {
  return `${count * SECONDS_A_MINUTE}s`;
}

/** The region runs what it has proved. */
export function setup(): void {
  deploy('baseline');
}

export default function session(): void {
  visitMySignIns(someUser());
}

export function deployUnderTest(): void {
  deploy('under-test');
}

export function failOverToAlternate(): void {
  failOver('alternate', minutes(10));
}

export function rollBackSettings(): void {
  rollBack();
}

export function failBackToPrimary(): void {
  failBack(minutes(3));
}
