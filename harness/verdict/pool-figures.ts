import { z } from 'zod';
import { highest, lowest, mean, meanBetween, sum } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { DrillSeries, LookupsByEntry, PoolColumns } from '../measure/series.ts';
import type { HeldTime } from './timeline.ts';

const maybe = z.number().nullable();

/** Lookups of one kind of entry in a pool's caches. */
const entryFiguresSchema = z.strictObject({
  lookups: z.int(),
  hits: z.int().describe('Hit, stale or early.'),
  stale: z.int().describe('Served though expired.'),
  coalesced: z.int().describe('Waited for a read of the same key.'),
  misses: z.int(),
  hitRatio: maybe,
});

/** One pool over a drill, as the record has it. Null = no data. */
export const poolFiguresSchema = z.strictObject({
  peakCpu: maybe.describe('CPU share of its worst second.'),
  holdCpu: maybe.describe("Mean CPU share between the failover's completion and the next operation."),
  peakMemory: maybe,
  peakQueue: maybe.describe('The most requests that one instance held beyond its cores.'),
  peakQueued: maybe.default(null).describe('The most that all instances did, at the end of a second.'),
  queueFull: maybe.default(null).describe('Requests refused because their instance held all that it may.'),
  hitRatio: maybe,
  cacheFillPerSecond: maybe.describe('Entries filled per second in which requests came.'),
  restarts: maybe,
  peakThrottled: maybe
    .optional()
    .describe('Share of its worst second for which tasks stood still for want of CPU quota; absent if they never did.'),
  peakContention: maybe
    .optional()
    .describe(
      'Share of the work of its worst second that was done only because other cores were busy; absent if none was.',
    ),
  instances: z
    .strictObject({ fewest: z.int(), most: z.int() })
    .optional()
    .describe('That took load, where an autoscaler changed their number.'),
  peakWarming: maybe
    .optional()
    .describe(
      'Share of the work of its worst second that was done only because instances had just come; absent if none was.',
    ),
  shed: z.int().optional().describe('Requests that it refused for their class and its CPU; absent if there were none.'),
  connections: z
    .strictObject({
      peak: z.number().describe('The share of those that an instance may have, of the one that used most.'),
      opened: z.int(),
      refused: z.int().describe('Calls that waited for one in vain.'),
    })
    .optional()
    .describe('To the directory, where their number is limited.'),
  entries: z
    .record(z.string(), entryFiguresSchema)
    .optional()
    .describe('Lookups by kind of entry, where a declared service has several.'),
});

export type PoolFigures = Fact<typeof poolFiguresSchema>;

/** The directory over a drill. */
export const directoryFiguresSchema = z.strictObject({ peakConcurrency: maybe, reads: maybe });

export type DirectoryFigures = Fact<typeof directoryFiguresSchema>;

/** @param entries its lookups by kind of entry; none where there is one kind */
export function poolFigures(pool: PoolColumns, hold: HeldTime | null, entries: LookupsByEntry = {}): PoolFigures {
  const peakThrottled = highest(pool.throttled) ?? 0;
  const [fewest, most] = [lowest(pool.inService) ?? 0, highest(pool.inService) ?? 0];
  const peakWarming = highest(pool.warming) ?? 0;
  const peakContention = highest(pool.contention) ?? 0;
  const busy = pool.offered.map(offered => (offered ?? 0) > 0);
  return {
    peakCpu: highest(pool.cpu),
    holdCpu: hold === null ? null : meanBetween(pool.cpu, hold.fromS, hold.toS),
    peakMemory: highest(pool.memory),
    peakQueue: highest(pool.longestQueue),
    peakQueued: highest(pool.queued),
    queueFull: pool.queueFull.every(each => each === null) ? null : sum(pool.queueFull),
    hitRatio: hitRatioBetween(pool, 0, pool.hits.length),
    cacheFillPerSecond: mean(pool.fills.filter((_, second) => busy[second])),
    restarts: pool.restarts.every(each => each === null) ? null : sum(pool.restarts),
    ...(most > fewest ? { instances: { fewest, most } } : {}),
    ...(peakContention > 0 ? { peakContention } : {}),
    ...(peakWarming > 0 ? { peakWarming } : {}),
    ...(sum(pool.shed) > 0 ? { shed: sum(pool.shed) } : {}),
    ...(peakThrottled > 0 ? { peakThrottled } : {}),
    ...(sum(pool.connectionsOpened) + sum(pool.noConnection) > 0 ? { connections: connectionFigures(pool) } : {}),
    ...(Object.keys(entries).length > 0 ? { entries: entryFigures(entries) } : {}),
  };
}

function connectionFigures(pool: PoolColumns): NonNullable<PoolFigures['connections']> {
  return {
    peak: highest(pool.connections) ?? 0,
    opened: sum(pool.connectionsOpened),
    refused: sum(pool.noConnection),
  };
}

function entryFigures(entries: LookupsByEntry): NonNullable<PoolFigures['entries']> {
  const figures = Object.entries(entries).map(([name, { hit, stale, early, coalesced, miss }]) => {
    const hits = hit + stale + early;
    const lookups = hits + coalesced + miss;
    return [name, { lookups, hits, stale, coalesced, misses: miss, hitRatio: lookups === 0 ? null : hits / lookups }];
  });
  return Object.fromEntries(figures);
}

export function directoryFigures(series: DrillSeries): Fact<typeof directoryFiguresSchema> {
  const { directoryConcurrency, directoryReads } = series;
  return {
    peakConcurrency: highest(directoryConcurrency),
    reads: directoryReads.every(each => each === null) ? null : sum(directoryReads),
  };
}

/** Hits ÷ lookups of the whole seconds that lie in from … to; null without lookups. */
export function hitRatioBetween(pool: PoolColumns, fromS: number, toS: number): number | null {
  const from = Math.max(0, Math.ceil(fromS));
  const to = Math.max(0, Math.floor(toS));
  const lookups = sum(pool.lookups.slice(from, to));
  return lookups === 0 ? null : sum(pool.hits.slice(from, to)) / lookups;
}
