import { z } from 'zod';
import { type Column, known, sum } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { DrillSeries } from '../measure/series.ts';
import { busiestPool } from './busiest-pool.ts';
import { RECOVERY_OUTCOMES, type Recovery } from './objectives/evidence.ts';
import { findOnset } from './onset.ts';
import { median } from './statistics.ts';
import { type Failover, failoverBefore } from './timeline.ts';

const maybe = z.number().nullable();

/** The timeouts of a drill: how many, when sustained ones began and at what load, and whether they ended. */
export const timeoutFactsSchema = z.strictObject({
  count: z.int(),
  share: maybe.describe('Of the requests that ended; null: none did.'),
  onsetS: maybe.describe('The second in which the first sustained timeouts were seen; null: there were none.'),
  onsetRatePerSecond: maybe.describe('Planned load when the first of them was issued.'),
  onsetPoolRatePerSecond: maybe.describe('What the failing pool was then asked to serve.'),
  onsetPool: z.string().nullable().describe('Which pool that was.'),
  afterFailoverS: maybe.describe('From the start of the failover before it to the onset.'),
  ramp: z
    .strictObject({
      capacityPerSecond: z.number().describe('Of that pool, as measured.'),
      perSecond2: z.number().describe('By how much its load grew each second before the onset.'),
      excessPerSecond: z
        .number()
        .describe(
          'By how much load on such a ramp is above the capacity when the first request that times out comes: √(2Cτa).',
        ),
    })
    .optional()
    .describe(
      'How the load of the onset goes with the capacity. Left out where that is not known, or load did not grow.',
    ),
  triggerGoneS: maybe.default(null).describe('When the last trigger of trouble was gone; null: there was none.'),
  recoveredS: maybe.describe(
    'Start of the first window after that in which every objective holds, and after which service stays up.',
  ),
  metastable: z
    .boolean()
    .nullable()
    .describe(
      'Service was shown to stay down though the trigger was gone; null: neither that nor the contrary was shown.',
    ),
  recovery: z
    .strictObject({
      outcome: z
        .enum(RECOVERY_OUTCOMES)
        .describe(
          'as-before: not what the objectives ask for, as it had not been before; down: until the end of what was seen.',
        ),
      seenS: maybe.describe('For how long service was seen not to be back under the load of before.'),
      neededS: maybe.describe('How long that takes to be shown to last.'),
      borePerSecond: maybe.describe('Planned load of the last window that held before service broke.'),
      loadPerSecond: maybe.describe(
        'Planned load at which it came back, where that is less; else of the time in which it did not.',
      ),
      relapsedS: maybe.describe('Service broke again after a window that held: the last time that it did.'),
    })
    .nullable()
    .default(null)
    .describe('How service came back after the last trigger; null: there was none, or too little time after it.'),
  firstS: maybe.describe('The second of the very first timeout, sustained or not.'),
  routes: z
    .array(z.strictObject({ name: z.string(), count: z.int(), share: z.number(), onsetS: maybe }))
    .describe('Routes (`name` tags) that had any, the worst first.'),
});

export type TimeoutFacts = Fact<typeof timeoutFactsSchema>;
type RouteTimeouts = TimeoutFacts['routes'][number];

/**
 * @param tolerated the share of timeouts that the objective allows.
 * @param failingPool the pool that the cause names; null: the one that was then asked to serve the most.
 */
export function timeoutFacts(
  series: DrillSeries,
  tolerated: number,
  recovery: Recovery,
  failovers: readonly Failover[],
  failingPool: string | null,
  capacity: MeasuredCapacity | null = null,
): TimeoutFacts {
  const { requests } = series;
  const { totals } = requests;
  const ended = totals.offered - totals.interrupted;
  const onsetS = findOnset(requests, tolerated);
  const firstS = requests.timeouts.findIndex(timeouts => timeouts > 0);
  const facts = {
    count: totals.timeouts,
    share: ended === 0 ? null : totals.timeouts / ended,
    triggerGoneS: recovery.triggerGoneS,
    recoveredS: recovery.recoveredS,
    metastable: recovery.metastable,
    recovery: recoveryPart(recovery),
    firstS: firstS < 0 ? null : firstS,
    routes: routes(series, tolerated),
  };
  if (onsetS === null) {
    return {
      ...facts,
      ...{ onsetS, onsetRatePerSecond: null, onsetPoolRatePerSecond: null, onsetPool: null, afterFailoverS: null },
    };
  }
  const issuedIn = Math.max(0, Math.floor(requests.timeoutIssuedS[onsetS] ?? onsetS));
  const onsetPool = failingPool ?? busiestPool(series, issuedIn);
  const failover = failoverBefore(failovers, onsetS + 1);
  return {
    ...facts,
    onsetS,
    onsetRatePerSecond: around(series.planned, issuedIn),
    onsetPoolRatePerSecond: onsetPool === null ? null : (series.pools[onsetPool]?.offered[issuedIn] ?? null),
    onsetPool,
    afterFailoverS: failover === null ? null : Math.max(0, onsetS - failover.startS),
    ...rampOf(series, onsetPool, issuedIn, capacity),
  };
}

function recoveryPart({
  outcome,
  seenS,
  neededS,
  borePerSecond,
  loadPerSecond,
  relapsedS,
}: Recovery): TimeoutFacts['recovery'] {
  return outcome === null ? null : { outcome, seenS, neededS, borePerSecond, loadPerSecond, relapsedS };
}

/** What the pools that are not home bear, one after another alike. */
export interface MeasuredCapacity {
  readonly home: string;
  readonly perSecond: number;
  readonly timeoutMs: number;
}

/** Seconds at the beginning and at the end of what a ramp's steepness is taken from. */
const RAMP_S = 5;

/** On a ramp, load goes on growing while the queue of the first doomed request builds up (ground-truth §2). */
function rampOf(
  { pools }: DrillSeries,
  pool: string | null,
  issuedIn: number,
  capacity: MeasuredCapacity | null,
): Pick<TimeoutFacts, 'ramp'> {
  if (pool === null || capacity === null || pool === capacity.home) return {};
  const mean = (from: number, to: number): number => sum(pools[pool]?.offered.slice(Math.max(0, from), to)) / RAMP_S;
  const perSecond2 = (mean(issuedIn - RAMP_S, issuedIn) - mean(issuedIn - 2 * RAMP_S, issuedIn - RAMP_S)) / RAMP_S;
  if (issuedIn < 2 * RAMP_S || perSecond2 <= 0) return {};
  const excessPerSecond = Math.sqrt(2 * capacity.perSecond * (capacity.timeoutMs / 1000) * perSecond2);
  return { ramp: { capacityPerSecond: capacity.perSecond, perSecond2, excessPerSecond } };
}

/** The median of the five seconds around one: Poisson arrivals alone scatter a single second by a tenth. */
function around(column: Column, second: number): number | null {
  const near = known(column.slice(Math.max(0, second - 2), second + 3));
  return near.length === 0 ? null : median(near);
}

function routes({ requests }: DrillSeries, tolerated: number): RouteTimeouts[] {
  const affected: RouteTimeouts[] = [];
  for (const route of requests.routes) {
    const ended = sum(route.ended);
    const count = sum(route.timeouts);
    if (count === 0) continue;
    const onsetS = findOnset(route, tolerated, requests.routes.length);
    affected.push({ name: route.name, count, share: count / ended, onsetS });
  }
  return affected.sort((a, b) => b.count - a.count);
}
