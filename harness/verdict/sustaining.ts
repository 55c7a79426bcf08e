import { z } from 'zod';
import { meanOf } from '../../mock-service/time/distribution.ts';
import { known, mean, sum } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { DrillSeries } from '../measure/series.ts';
import type { ServersSeries } from '../measure/servers-series.ts';
import { PROXY } from '../operations/catalogue/site.ts';
import type { SystemUnderTest } from '../topology/system-under-test.ts';
import type { Topology } from '../topology/topology.ts';
import { busiestPoolIn } from './busiest-pool.ts';
import { share } from './figures.ts';
import { FULL, fullest, RESOURCES } from './full.ts';
import { hitRatioBetween } from './pool-figures.ts';

/** What feeds an overload whose trigger is gone (N. Bronson and others, HotOS 2021). */
export const LOOPS = ['retries', 'cold-caches', 'restarts', 'coalesced-crowds', 'abandoned-work'] as const;

const maybe = z.number().nullable();

/** What kept service down once its trigger was gone: what was full, and the loop that fed it. */
export const sustainingSchema = z.strictObject({
  loop: z.enum(LOOPS).nullable().describe('Null: none of them shows.'),
  fromS: z.number().describe('The time that is looked at: from when the trigger was gone …'),
  toS: z.number().describe('… until service was back, load fell, or the drill ended.'),
  resource: z.enum(RESOURCES).nullable().describe('What was full most of that time; null: nothing was.'),
  pool: z.string().nullable().describe('The pool that was asked to serve the most.'),
  fullShare: z.number().describe('Of the seconds of that time, those in which it was full.'),
  retryShare: maybe.describe(
    'In the second half of that time, as all that follows: of the load on the pools, what came beyond the requests of before, by planned load.',
  ),
  hitRatio: maybe,
  hitRatioBefore: maybe.describe('While service held, before it broke.'),
  lateFills: maybe.describe('Share of the misses whose result was not kept.'),
  restarts: z.int().describe('Instances that died or were restarted.'),
  downShare: maybe.describe('Of all instances, those that were down, in the mean.'),
  coalescedShare: maybe.describe('Of the lookups, those that waited for a read under way.'),
  unwantedShare: maybe.describe(
    'Of the work of the cores, what was done when nobody waited for the answer any longer.',
  ),
});

export type Sustaining = Fact<typeof sustainingSchema>;

/** A loop counts if it makes the demand that much more, or the pool that much smaller. */
const NOTABLE = 1.25;
/** Hits that cost nothing have no demand to be multiplied: ms a request. */
const LEAST_DEMAND = 1e-9;
/** More than all of a pool cannot be gone. */
const MOST_SHARE = 0.99;

/** By what it is as if there were less to meet demand with, or more demand. */
function divided(part: number | null): number {
  return 1 / (1 - Math.min(part ?? 0, MOST_SHARE));
}

export interface StayedDown {
  readonly series: DrillSeries;
  readonly topology: Pick<SystemUnderTest, 'pools' | 'directory'> & Partial<Pick<Topology, 'cost'>>;
  /** Service held in these seconds, before it broke; null: never. */
  readonly heldS: readonly [from: number, to: number] | null;
  readonly fromS: number;
  readonly toS: number;
}

/**
 * Names what fed the overload: of all loops the one that multiplies demand, or divides what there is to meet it, the most. Their figures are of
 * the second half of the time: what the trigger left behind may have gone by then, and what keeps service down has not.
 */
export function sustainingOf({ series, topology, heldS, fromS, toS }: StayedDown): Sustaining {
  const middleS = Math.floor((fromS + toS) / 2);
  const pool = busiestPoolIn(series, middleS, toS);
  const columns = pool === null ? undefined : series.pools[pool];
  const lookups = sum(columns?.lookups.slice(middleS, toS));
  const hits = sum(columns?.hits.slice(middleS, toS));
  const coalesced = sum(columns?.coalesced.slice(middleS, toS));
  const misses = lookups - hits - coalesced;
  const instances = pool === null ? 0 : (topology.pools[pool]?.instances ?? 0);
  const alive = columns === undefined ? null : mean(known(columns.alive.slice(middleS, toS)));
  const facts = {
    ...{ fromS, toS, pool },
    ...fullest(series, topology, fromS, toS),
    retryShare: retryShare(series, heldS, middleS, toS),
    hitRatio: lookups === 0 ? null : hits / lookups,
    hitRatioBefore: homeHitRatio(series, heldS),
    lateFills: misses <= 0 ? null : Math.max(0, 1 - sum(columns?.fills.slice(middleS, toS)) / misses),
    restarts: sum(columns?.restarts.slice(middleS, toS)),
    downShare: alive === null || instances === 0 ? null : Math.max(0, 1 - alive / instances),
    coalescedShare: lookups === 0 ? null : coalesced / lookups,
    unwantedShare: columns === undefined ? null : unwanted(columns, middleS, toS),
  };
  const dying = series.servers === null ? null : serversDying(series.servers, middleS, toS);
  if (dying !== null) return { ...facts, pool: PROXY, ...dying, loop: 'restarts' };
  const missed = lookups === 0 ? null : misses / lookups;
  return { loop: loopOf(facts, missed, topology), ...facts };
}

/** The proxy's own servers die faster than they come back: null if they do not. */
function serversDying(
  { deaths, alive, of, memory }: ServersSeries,
  from: number,
  to: number,
): Pick<Sustaining, 'restarts' | 'downShare' | 'resource' | 'fullShare'> | null {
  const restarts = sum(deaths.slice(from, to));
  const downShare = 1 - sum(alive.slice(from, to)) / sum(of.slice(from, to));
  if (restarts < 2 || divided(downShare) < NOTABLE) return null;
  const full = memory.slice(from, to).filter(share => (share ?? 0) >= FULL.memory).length;
  return { restarts, downShare, resource: 'memory', fullShare: full / (to - from) };
}

type Facts = Omit<Sustaining, 'loop'>;

/** @param missed share of the lookups that went to the directory themselves */
function loopOf(facts: Facts, missed: number | null, { cost }: StayedDown['topology']): Sustaining['loop'] {
  const { retryShare: retries, hitRatioBefore, restarts, downShare, coalescedShare, unwantedShare } = facts;
  const demand = (misses: number): number =>
    cost === undefined ? misses : (1 - misses) * meanCost(cost.hit) + misses * meanCost(cost.miss);
  const before = hitRatioBefore === null ? null : demand(1 - hitRatioBefore);
  const cold = missed === null || before === null ? 1 : demand(missed) / Math.max(before, LEAST_DEMAND);
  // Who dies comes back cold, so caches are then cold because instances die.
  if (restarts >= 2 && divided(downShare) >= NOTABLE) return 'restarts';
  const [loop, factor] = (
    [
      ['retries', divided(retries)],
      ['cold-caches', cold],
      ['coalesced-crowds', facts.resource === 'cpu' ? 1 : divided(coalescedShare)],
    ] as const
  ).reduce((most, each) => (each[1] > most[1] ? each : most));
  if (factor >= NOTABLE) return loop;
  // Every overloaded queue does work for callers who have gone: that is named where nothing else is.
  return divided(unwantedShare) >= NOTABLE ? 'abandoned-work' : null;
}

/** `since the trigger was gone the CPU of primary has been full for 100% of the time, kept so by retries, 62% of the load` */
export function sustainingText(facts: Sustaining): string {
  const { resource, pool, fullShare } = facts;
  const forTime = `has been full for ${share(fullShare)} of the time`;
  const since = 'since the trigger was gone';
  if (resource === null) return `${since} nothing has been full for most of the time, ${loopText(facts)}`;
  if (resource === 'cache-tier') return `${since} a node of the cache tier ${forTime}, ${loopText(facts)}`;
  if (resource === 'directory' || pool === null) return `${since} the directory ${forTime}, ${loopText(facts)}`;
  return `${since} the ${NAMES[resource]} of ${pool} ${forTime}, ${loopText(facts)}`;
}

const NAMES = { cpu: 'CPU', memory: 'memory', queue: 'queue', connections: 'pool of connections' } as const;

function loopText(facts: Sustaining): string {
  const { loop, retryShare: retries, hitRatio, hitRatioBefore, lateFills, restarts, downShare, coalescedShare } = facts;
  switch (loop) {
    case 'retries':
      return `kept so by retries, ${share(retries ?? 0)} of the load`;
    case 'cold-caches': {
      const late =
        (lateFills ?? 0) >= 0.05 ? `, and of what is read ${share(lateFills ?? 0)} comes too late to be kept` : '';
      return `kept so by cold caches: the hit ratio is ${share(hitRatio ?? 0)}, where it had been ${share(hitRatioBefore ?? 0)}${late}`;
    }
    case 'restarts':
      return `kept so by restarts: ${restarts} ${facts.pool === PROXY ? "of the proxy's servers" : 'instances'} died, and ${share(downShare ?? 0)} of them were down in the mean`;
    case 'coalesced-crowds':
      return `kept so by crowds that wait for one read: ${share(coalescedShare ?? 0)} of the lookups`;
    case 'abandoned-work':
      return `kept so by work whose callers have gone: ${share(facts.unwantedShare ?? 0)} of what the cores did`;
    case null:
      return 'and no loop that feeds it shows';
  }
}

function meanCost(cost: Topology['cost']['hit']): number {
  return 'idle' in cost ? (meanOf(cost.idle) + meanOf(cost.busy)) / 2 : meanOf(cost);
}

/** By what the pools were sent for each planned request, against the time in which service held. */
function retryShare(
  { requests, pools, planned }: DrillSeries,
  heldS: StayedDown['heldS'],
  fromS: number,
  toS: number,
): number | null {
  if (heldS === null) return null;
  const sent = (from: number, to: number): number =>
    Object.values(pools).reduce((all, { offered }) => all + sum(offered.slice(from, to)), 0);
  const perPlanned = (from: number, to: number): number | null => {
    const due = sum(planned.slice(from, to));
    const all = Math.max(sent(from, to), sum(requests.offered.slice(from, to)));
    return due === 0 || all === 0 ? null : all / due;
  };
  const [before, since] = [perPlanned(...heldS), perPlanned(fromS, toS)];
  return before === null || since === null ? null : Math.max(0, 1 - before / since);
}

function homeHitRatio(series: DrillSeries, heldS: StayedDown['heldS']): number | null {
  if (heldS === null) return null;
  const pool = busiestPoolIn(series, ...heldS);
  const columns = pool === null ? undefined : series.pools[pool];
  return columns === undefined ? null : hitRatioBetween(columns, heldS[0], heldS[1]);
}

/** Weighted by what the cores did in each second. */
function unwanted({ unwanted: shares, cpu }: DrillSeries['pools'][string], from: number, to: number): number | null {
  let [part, all] = [0, 0];
  for (let second = from; second < to; second++) {
    const [unwantedShare, busy] = [shares[second] ?? null, cpu[second] ?? null];
    if (unwantedShare === null || busy === null) continue;
    part += unwantedShare * busy;
    all += busy;
  }
  return all === 0 ? null : Math.min(1, part / all);
}
