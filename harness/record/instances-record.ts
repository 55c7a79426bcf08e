import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { capacityProbeSchema } from '../verdict/capacity-probe.ts';
import { limitSchema } from '../verdict/limiting-resource.ts';
import { type FoundInstances, judgeInstances } from '../verdict/needed-instances.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { measurementFields } from './capacity-record.ts';
import { readRecordFile, seal, writeRecordFile } from './record-file.ts';
import type { RunRecord } from './run-record.ts';

export const INSTANCES_SCHEMA_VERSION = 1;

/** How many instances a pool needs for the regional peak. */
export const instancesRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(INSTANCES_SCHEMA_VERSION),
    verdict: verdictSchema.describe('Whether the pool has as many as it needs.'),
    reasons: z.array(z.string()),
    ...measurementFields,
    seed: z.number(),
    peak: z.number().describe('Regional peak, requests per second.'),
    headroom: z.number().describe('How many times the peak the pool has to bear.'),
    ratePerSecond: z.number().describe('peak × headroom.'),
    needed: z.int().nullable().describe('The fewest that bear it; null: not even the most that were tried.'),
    has: z.int().describe('What the topology gives the pool.'),
    limitedBy: limitSchema.nullable().describe('What one instance fewer runs out of.'),
    probes: z.array(capacityProbeSchema),
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom instances' });

export type InstancesRecord = Fact<typeof instancesRecordSchema>;

/** What a search for instances has come to, and one of its probes. */
export interface MeasuredInstances extends FoundInstances {
  readonly sample: RunRecord;
}

type How = Pick<InstancesRecord, 'pool' | 'start' | 'resolution' | 'holdS' | 'startedAt' | 'headroom' | 'has'>;

export function instancesOf({ sample, ...found }: MeasuredInstances, how: How): InstancesRecord {
  const { script, cacheSettings, clock, arrivals, seed } = sample;
  const pool = sample.topology.pools[how.pool];
  // Probes have other numbers of instances than the topology.
  const pools = {
    ...sample.topology.pools,
    ...(pool === undefined ? {} : { [how.pool]: { ...pool, instances: how.has } }),
  };
  const topology = { ...sample.topology, pools };
  const { verdict, reasons, limitedBy } = judgeInstances(found, { ...how, scale: topology.scale });
  const record = seal({
    schemaVersion: INSTANCES_SCHEMA_VERSION,
    ...{ verdict, reasons },
    ...{ script, topology, cacheSettings, clock, arrivals },
    ...{ startedAt: how.startedAt, pool: how.pool, start: how.start, resolution: how.resolution, holdS: how.holdS },
    seed,
    peak: topology.peakPerSecond,
    headroom: how.headroom,
    ratePerSecond: topology.peakPerSecond * how.headroom,
    needed: found.instances,
    has: how.has,
    limitedBy,
    probes: found.probes,
  });
  return instancesRecordSchema.parse(record);
}

/** Writes `instances.json`. */
export function writeInstances(file: string, record: InstancesRecord): void {
  writeRecordFile(file, record);
}

/** Reads `instances.json`. @throws InputErrors if it is none, of another version, truncated or edited. */
export function readInstances(file: string): InstancesRecord {
  return readRecordFile(file, instancesRecordSchema, 'instances record', INSTANCES_SCHEMA_VERSION);
}
