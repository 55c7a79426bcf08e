import { z } from 'zod';
import { capacityProbeSchema } from '../verdict/capacity-probe.ts';
import { type Interrupted, interruptedSchema, judgedInPart } from '../verdict/interrupted.ts';
import { limitSchema } from '../verdict/limiting-resource.ts';
import { type FoundInstances, foundUntilThen, judgeInstances } from '../verdict/needed-instances.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { measurementFields } from './capacity-record.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';
import type { RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';

/** How many instances a pool needs for the regional peak. */
export const INSTANCES = recordKind({
  name: 'instances',
  called: 'instances record',
  title: 'Headroom instances',
  version: 1,
  fields: {
    verdict: verdictSchema.describe('Whether the pool has as many as it needs.'),
    reasons: reasonsSchema,
    interrupted: interruptedSchema.optional(),
    ...measurementFields,
    seed: z.number(),
    peak: z.number().describe('Regional peak, requests per second.'),
    headroom: z.number().describe('How many times the peak the pool has to bear.'),
    ratePerSecond: z.number().describe('peak × headroom.'),
    needed: z
      .int()
      .nullable()
      .describe('The fewest that bear it; null: not even the most that were tried, or the search was interrupted.'),
    seeds: z
      .array(z.strictObject({ seed: z.number(), needed: z.int().nullable() }))
      .default([])
      .describe('What each seed needs; the figure is the most of them.'),
    has: z.int().describe('What the topology gives the pool.'),
    limitedBy: limitSchema.nullable().describe('What one instance fewer runs out of.'),
    probes: z.array(capacityProbeSchema),
  },
});

export type InstancesRecord = RecordOf<typeof INSTANCES>;

/** What a search for instances has come to, and one of its probes. */
export interface MeasuredInstances extends FoundInstances {
  readonly sample: RunRecord;
  readonly interrupted?: Interrupted | undefined;
}

type How = Pick<InstancesRecord, 'pool' | 'start' | 'resolution' | 'holdS' | 'startedAt' | 'headroom' | 'has'>;

export function instancesOf({ sample, interrupted, ...found }: MeasuredInstances, how: How): InstancesRecord {
  const { script, cacheSettings, clock, arrivals, seed } = sample;
  const pool = sample.topology.pools[how.pool];
  // Probes have other numbers of instances than the topology.
  const pools = {
    ...sample.topology.pools,
    ...(pool === undefined ? {} : { [how.pool]: { ...pool, instances: how.has } }),
  };
  const topology = { ...sample.topology, pools };
  const judged = judgeInstances(found, { ...how, scale: topology.scale });
  const { verdict, reasons, limitedBy } =
    interrupted === undefined
      ? judged
      : judgedInPart(
          { ...judged, reasons: [foundUntilThen(found, how.pool)], limitedBy: null },
          interrupted,
          'searches',
        );
  return sealed(INSTANCES, {
    ...(interrupted === undefined ? {} : { interrupted }),
    ...{ verdict, reasons },
    ...{ script, topology, cacheSettings, clock, arrivals },
    ...{ startedAt: how.startedAt, pool: how.pool, start: how.start, resolution: how.resolution, holdS: how.holdS },
    seed,
    peak: topology.peakPerSecond,
    headroom: how.headroom,
    ratePerSecond: topology.peakPerSecond * how.headroom,
    needed: interrupted === undefined ? found.instances : null,
    seeds: found.bySeed,
    has: how.has,
    limitedBy,
    probes: found.probes,
  });
}
