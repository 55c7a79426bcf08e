import { z } from 'zod';
import { highest, highestMean, known, sum } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { SeriesTable } from '../measure/series-table.ts';
import { PROXY } from '../operations/catalogue/site.ts';
import type { Cause } from './cause.ts';
import { share } from './figures.ts';
import { RESOURCES } from './full.ts';

/** What a pool runs out of first as load grows; `generator`: the machine that makes the load, so the pool's limit is not known. */
export const limitSchema = z.enum([...RESOURCES, 'generator']);
type Limit = Fact<typeof limitSchema>;

/** How much of each resource a pool used at its fullest. */
export const usageSchema = z
  .partialRecord(z.enum(RESOURCES), z.number().nullable())
  .describe(
    'Shares: the highest mean of ten intervals; null: nobody measured it. What a system has none of is left out.',
  );
export type Usage = Fact<typeof usageSchema>;

/** Intervals that are taken together: one full second alone is chance. */
const WINDOW = 10;
/** What was used less than this was no limit: latency does not suffer from it. */
const NEAR_LIMIT = 0.6;

/**
 * @param slots of the directory; null: nobody has told
 * @param queue of an instance; null: any length, or nobody has told
 */
export function usageOf({ columns }: SeriesTable, pool: string, slots: number | null, queue: number | null): Usage {
  const refused = sum(columns[`${pool}.queueFull`]) > 0;
  const queued = worst(columns[`${pool}.queue`]);
  const concurrency = worst(columns.directoryConcurrency);
  return {
    cpu: highest([worst(columns[`${pool}.cpu`]), worst(columns[`${PROXY}.cpu`])]),
    memory: highest([worst(columns[`${pool}.memory`]), worst(columns[`${PROXY}.memory`])]),
    queue: refused ? 1 : queued === null ? null : queue ? queued / queue : 0,
    directory: concurrency === null || slots === null ? null : concurrency / slots,
    ...(columns[`${pool}.connections`] === undefined ? {} : { connections: worst(columns[`${pool}.connections`]) }),
    ...(columns['cacheTier.slots'] === undefined ? {} : { 'cache-tier': worst(columns['cacheTier.slots']) }),
  };
}

/**
 * What limits a pool in a drill that it just did not bear: what was full when service broke, else what was closest to full. A pool
 * near its limit breaks its latency objective before anything reads as full.
 * @param cause null: nothing broke.
 * @returns null: nothing was near its limit.
 */
export function limitingResource(
  usage: Usage,
  cause: Pick<Cause, 'resource' | 'pool'> | null,
  pool: string,
): Limit | null {
  if (cause !== null && cause.resource !== null && (cause.pool === pool || cause.pool === PROXY || cause.pool === null))
    return cause.resource;
  const closest = RESOURCES.reduce((most, each) => ((usage[each] ?? 0) > (usage[most] ?? 0) ? each : most));
  return (usage[closest] ?? 0) >= NEAR_LIMIT ? closest : null;
}

/** A limit for people. */
export function limitName(limit: Limit): string {
  return NAMES[limit];
}

const NAMES: Readonly<Record<Limit, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  queue: 'queue',
  directory: "the directory's slots",
  connections: 'connections to the directory',
  'cache-tier': "the slots of the cache tier's fullest node",
  generator: 'the load generator',
};

/** `CPU 2.2%, memory 2.3%, queue 0%, the directory's slots 0.88%`. */
export function usageText(usage: Usage): string {
  return RESOURCES.flatMap(each => {
    const used = usage[each];
    return used === undefined ? [] : [`${NAMES[each]} ${used === null ? 'not measured' : share(used)}`];
  }).join(', ');
}

/** Null where nobody measured it. */
function worst(column: readonly (number | null)[] = []): number | null {
  return known(column).length === 0 ? null : highestMean(column, WINDOW);
}
