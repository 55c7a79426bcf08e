import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import type { SeriesTable } from '../measure/series-table.ts';
import { type Cause, RESOURCES } from './cause.ts';

/** What a pool runs out of first as load grows; `generator`: the machine that makes the load, so the pool's limit is not known. */
export const limitSchema = z.enum([...RESOURCES, 'generator']);
type Limit = Fact<typeof limitSchema>;

/** Intervals that are taken together: one full second alone is chance. */
const WINDOW = 10;

/**
 * What limits a pool in a drill that it just did not bear: what was full when service broke, else what was closest to full. A pool
 * near its limit breaks its latency objective before anything reads as full.
 * @param cause null: nothing broke.
 * @param slots of the directory.
 */
export function limitingResource(
  { columns }: SeriesTable,
  cause: Pick<Cause, 'resource' | 'pool'> | null,
  pool: string,
  slots: number,
): Limit | null {
  if (cause !== null && cause.resource !== null && (cause.pool === pool || cause.pool === null)) return cause.resource;
  const used: [Limit, number][] = [
    ['cpu', worst(columns[`${pool}.cpu`])],
    ['memory', worst(columns[`${pool}.memory`])],
    ['directory', worst(columns.directoryConcurrency) / slots],
  ];
  const [resource, share] = used.reduce((most, each) => (each[1] > most[1] ? each : most));
  return share > 0 ? resource : null;
}

/** The highest mean of ten neighbours. */
function worst(column: readonly (number | null)[] = []): number {
  let high = 0;
  let sum = 0;
  for (let i = 0; i < column.length; i++) {
    sum += (column[i] ?? 0) - (column[i - WINDOW] ?? 0);
    high = Math.max(high, sum / Math.min(WINDOW, i + 1));
  }
  return high;
}
