import { z } from 'zod';
import { type Column, highest, known, lowest, mean, sum } from './column.ts';
import type { Fact } from './fact.ts';
import type { DrillSeries } from './series.ts';

/** The series of a run record: each column has one number an interval; null = no data. */
export const seriesTableSchema = z.strictObject({
  intervalS: z.number(),
  columns: z
    .record(z.string(), z.array(z.number().nullable()))
    .describe(
      'One number an interval. Counts (planned, offered, good, timeouts, rejected, errors, decided, retries, <pool>.offered) are per ' +
        'interval; errors holds timeouts, rejections and what was decided too. Of a calibrated topology there are also directoryReads and <pool>.restarts, per ' +
        'interval: what a backtest compares.',
    ),
});

export type SeriesTable = Fact<typeof seriesTableSchema>;

const INTERVALS_S = [1, 2, 5, 10, 30, 60] as const;
const MOST_POINTS = 3600;

/** The smallest interval that gives at most 3600 points; 60 s for drills longer than 60 hours. */
export function intervalFor(seconds: number): number {
  return INTERVALS_S.find(interval => Math.ceil(seconds / interval) <= MOST_POINTS) ?? 60;
}

/**
 * The drill in the record's columns. Counts (planned, offered, good, timeouts, rejected, errors, decided, retries, `<pool>.offered`, `<pool>.queueFull`) are per
 * interval: divide by `intervalS` for rates. In intervals longer than a second p50 is weighted by requests, CPU is a mean, the hit
 * ratio is of the interval's lookups, and p99, lag, VUs, memory, queues and concurrency are those of the interval's worst second.
 * @param isTwin with what a twin is held against telemetry by: reads of the directory and restarts
 */
export function seriesTable(
  series: DrillSeries,
  { intervalS = intervalFor(series.seconds), isTwin = false }: { intervalS?: number; isTwin?: boolean } = {},
): SeriesTable {
  const { requests } = series;
  const columns: Record<string, Column> = {
    planned: binned(series.planned, intervalS, sum),
    offered: binned(requests.offered, intervalS, sum),
    good: binned(requests.good, intervalS, sum),
    timeouts: binned(requests.timeouts, intervalS, sum),
    rejected: binned(requests.rejected, intervalS, sum),
    errors: binned(requests.errors, intervalS, sum),
    ...(requests.totals.decided === undefined ? {} : { decided: binned(requests.decided, intervalS, sum) }),
    ...((sum(known(series.retries)) ?? 0) > 0 ? { retries: binned(series.retries, intervalS, sum) } : {}),
    p50Ms: weighted(requests.p50Ms, requests.ended, intervalS),
    p99Ms: binned(requests.p99Ms, intervalS, highest),
    lagP99Ms: binned(series.lagP99Ms, intervalS, highest),
    ...(known(series.lateMs).length === 0 ? {} : { lateMs: binned(series.lateMs, intervalS, highest) }),
    vus: binned(series.vus, intervalS, highest),
    directoryConcurrency: binned(series.directoryConcurrency, intervalS, highest),
    ...(isTwin ? { directoryReads: binned(series.directoryReads, intervalS, sum) } : {}),
  };
  for (const [name, pool] of Object.entries(series.pools)) {
    columns[`${name}.cpu`] = binned(pool.cpu, intervalS, mean);
    columns[`${name}.memory`] = binned(pool.memory, intervalS, highest);
    columns[`${name}.queue`] = binned(pool.longestQueue, intervalS, highest);
    columns[`${name}.queued`] = binned(pool.queued, intervalS, highest);
    columns[`${name}.queueFull`] = binned(pool.queueFull, intervalS, sum);
    columns[`${name}.inFlight`] = binned(pool.inFlight, intervalS, highest);
    columns[`${name}.hitRatio`] = ratio(pool.hits, pool.lookups, intervalS);
    columns[`${name}.offered`] = binned(pool.offered, intervalS, sum);
    if (isTwin) columns[`${name}.restarts`] = binned(pool.restarts, intervalS, sum);
    if ((highest(pool.inService) ?? 0) > (lowest(pool.inService) ?? 0))
      columns[`${name}.instances`] = binned(pool.inService, intervalS, lowest);
    if (sum(pool.connectionsOpened) > 0) {
      columns[`${name}.connections`] = binned(pool.connections, intervalS, highest);
      columns[`${name}.noConnection`] = binned(pool.noConnection, intervalS, sum);
    }
  }
  const { tier } = series;
  if (tier !== null) {
    columns['cacheTier.hitRatio'] = ratio(tier.hits, tier.lookups, intervalS);
    columns['cacheTier.failed'] = binned(tier.failed, intervalS, sum);
    columns['cacheTier.slots'] = binned(tier.fullest, intervalS, highest);
    columns['cacheTier.waiting'] = binned(tier.waiting, intervalS, highest);
  }
  const { servers } = series;
  if (servers !== null) {
    columns['proxy.cpu'] = binned(servers.cpu, intervalS, mean);
    columns['proxy.memory'] = binned(servers.memory, intervalS, highest);
    columns['proxy.held'] = binned(servers.held, intervalS, highest);
    columns['proxy.alive'] = binned(servers.alive, intervalS, lowest);
  }
  return { intervalS, columns };
}

/** Each interval's numbers, without the seconds that nobody measured, as one; null where there are none. */
function binned(
  column: readonly (number | null)[],
  intervalS: number,
  of: (numbers: number[]) => number | null,
): Column {
  const bins: (number | null)[] = [];
  for (let from = 0; from < column.length; from += intervalS) {
    const measured = known(column.slice(from, from + intervalS));
    bins.push(measured.length === 0 ? null : of(measured));
  }
  return bins;
}

function weighted(column: Column | readonly (number | null)[], weights: readonly number[], intervalS: number): Column {
  const products = column.map((value, second) => (value === null ? null : value * weights[second]!));
  const counted = column.map((value, second) => (value === null ? null : weights[second]!));
  return ratio(products, counted, intervalS);
}

function ratio(parts: Column, wholes: Column, intervalS: number): Column {
  const whole = binned(wholes, intervalS, sum);
  return binned(parts, intervalS, sum).map((part, bin) => (part === null || !whole[bin] ? null : part / whole[bin]));
}
