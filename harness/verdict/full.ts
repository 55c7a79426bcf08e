import { type Column, highest } from '../measure/column.ts';
import type { DrillSeries, PoolColumns } from '../measure/series.ts';
import type { SystemUnderTest } from '../topology/system-under-test.ts';

/** A thing that can be used up. */
export const RESOURCES = ['cpu', 'memory', 'queue', 'directory', 'cache-tier', 'connections'] as const;
export type Resource = (typeof RESOURCES)[number];

/** A share of its cores, memory, queue or slots from which a pool or the directory counts as full; connections are when as many calls wait as there may be. */
export const FULL = {
  cpu: 0.95,
  memory: 0.95,
  queue: 0.9,
  directory: 0.98,
  'cache-tier': 0.98,
  connections: 1,
} as const;

type Sized = Pick<SystemUnderTest, 'pools' | 'directory'>;

/** Whether anything is full in a second, or an instance dies in it. */
export function isFull(series: DrillSeries, topology: Sized, second: number): boolean {
  if (Object.values(series.pools).some(({ restarts }) => (restarts[second] ?? 0) > 0)) return true;
  if ((series.servers?.deaths[second] ?? 0) > 0) return true;
  return RESOURCES.some(resource => isUsedUp(series, topology, resource, second));
}

/** What was full in most seconds of a time, and the share of them; where equally many, memory comes before the CPU that it fills. */
export function fullest(
  series: DrillSeries,
  topology: Sized,
  from: number,
  to: number,
): { readonly resource: Resource | null; readonly fullShare: number } {
  const shares = LIKELIEST.map(resource => {
    let seconds = 0;
    for (let second = from; second < to; second++) if (isUsedUp(series, topology, resource, second)) seconds++;
    return { resource, fullShare: to > from ? seconds / (to - from) : 0 };
  });
  const most = highest(shares.map(({ fullShare }) => fullShare)) ?? 0;
  return shares.find(({ fullShare }) => fullShare === most && most >= MOSTLY) ?? { resource: null, fullShare: most };
}

/** Part of the seconds in which what is full most of the time is so. */
const MOSTLY = 0.5;
const LIKELIEST: readonly Resource[] = ['memory', 'cpu', 'directory', 'cache-tier', 'connections', 'queue'];

function isUsedUp(
  { pools, directoryConcurrency, tier, servers }: DrillSeries,
  topology: Sized,
  resource: Resource,
  second: number,
): boolean {
  switch (resource) {
    case 'cpu':
    case 'memory':
      return [...Object.values(pools), ...(servers === null ? [] : [servers])].some(
        columns => (columns[resource][second] ?? 0) >= FULL[resource],
      );
    case 'queue':
      return Object.entries(pools).some(([name, columns]) => {
        const limit = topology.pools[name]?.queue ?? Number.POSITIVE_INFINITY;
        return (fullnessIn(columns, limit, second) ?? 0) >= FULL.queue;
      });
    case 'connections':
      return Object.values(pools).some(columns => (columns.connectionQueue[second] ?? 0) >= FULL[resource]);
    case 'cache-tier':
      return (tier?.fullest[second] ?? 0) >= FULL[resource];
    case 'directory':
      return (
        (directoryConcurrency[second] ?? 0) >=
        FULL.directory * (topology.directory.concurrency ?? Number.POSITIVE_INFINITY)
      );
  }
}

/** The share of its queue that the fullest instance used; where a pool refuses requests for want of room, all of it. */
export function queueFullness(columns: PoolColumns, limit: number): Column {
  return columns.longestQueue.map((_, second) => fullnessIn(columns, limit, second));
}

function fullnessIn({ longestQueue, queueFull }: PoolColumns, limit: number, second: number): number | null {
  const longest = longestQueue[second] ?? null;
  if (longest === null) return null;
  return (queueFull[second] ?? 0) > 0 ? 1 : limit === 0 ? 0 : longest / limit;
}
