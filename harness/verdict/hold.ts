import { z } from 'zod';
import { meanBetween } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { DrillSeries } from '../measure/series.ts';
import { FULL } from './full.ts';
import type { HeldTime } from './timeline.ts';

/** From the last failover's completion to the next operation: all users on one pool, and nobody does anything. */
export const holdSchema = z.strictObject({
  pool: z.string(),
  fromS: z.number(),
  toS: z.number(),
  headroom: z
    .number()
    .nullable()
    .default(null)
    .describe(
      'Estimated: load ÷ CPU ÷ peak, what the pool would bear if CPU went up in proportion. Not a measurement. Null: no data.',
    ),
  headroomAtMost: z
    .boolean()
    .default(false)
    .describe('The CPU was full: the pool was asked for more than it bore, so its headroom is less than that.'),
});

export type Hold = Fact<typeof holdSchema>;

/** What a pool showed while it was held. @param peakPerSecond of the region */
export function holdFacts(held: HeldTime, { pools }: Pick<DrillSeries, 'pools'>, peakPerSecond: number): Hold {
  const pool = pools[held.pool];
  const cpu = pool === undefined ? null : meanBetween(pool.cpu, held.fromS, held.toS);
  const load = pool === undefined ? null : meanBetween(pool.offered, held.fromS, held.toS);
  const known = cpu !== null && load !== null && cpu > 0;
  return {
    ...held,
    headroom: known ? load / cpu / peakPerSecond : null,
    headroomAtMost: known && cpu >= FULL.cpu,
  };
}
