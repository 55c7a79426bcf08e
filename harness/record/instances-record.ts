import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { limitSchema } from '../verdict/limiting-resource.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { type CapacityProbe, capacityProbeSchema } from './capacity-probe.ts';
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

/** What a search for instances has come to, as `drill/capacity-run.ts` gives it. */
export interface MeasuredInstances {
  readonly instances: number | null;
  readonly unclear: boolean;
  readonly probes: readonly CapacityProbe[];
  readonly sample: RunRecord;
}

type How = Pick<InstancesRecord, 'pool' | 'start' | 'resolution' | 'holdS' | 'startedAt' | 'headroom' | 'has'>;

export function instancesOf({ instances, unclear, probes, sample }: MeasuredInstances, how: How): InstancesRecord {
  const { script, cacheSettings, clock, arrivals, seed } = sample;
  const pool = sample.topology.pools[how.pool];
  // Probes have other numbers of instances than the topology.
  const pools = {
    ...sample.topology.pools,
    ...(pool === undefined ? {} : { [how.pool]: { ...pool, instances: how.has } }),
  };
  const topology = { ...sample.topology, pools };
  const few = probes.filter(({ outcome }) => outcome === 'broke').sort((a, b) => b.instances - a.instances)[0];
  const verdict = instances === null ? (unclear ? 'inconclusive' : 'fail') : instances <= how.has ? 'pass' : 'fail';
  const record = seal({
    schemaVersion: INSTANCES_SCHEMA_VERSION,
    verdict,
    reasons: [sentence(instances, how, topology.scale)],
    ...{ script, topology, cacheSettings, clock, arrivals },
    ...{ startedAt: how.startedAt, pool: how.pool, start: how.start, resolution: how.resolution, holdS: how.holdS },
    seed,
    peak: topology.peakPerSecond,
    headroom: how.headroom,
    ratePerSecond: topology.peakPerSecond * how.headroom,
    needed: instances,
    has: how.has,
    limitedBy: few?.limitedBy ?? null,
    probes,
  });
  return instancesRecordSchema.parse(record);
}

function sentence(needed: number | null, { pool, headroom, has, start }: How, scale: number): string {
  const load = `${headroom.toFixed(2)} times the regional peak from a ${start} start`;
  if (needed === null) return `No number of instances of ${pool} that was tried bears ${load}.`;
  const real = scale === 1 ? '' : ` (${needed * scale} at real scale)`;
  return `${pool} needs ${needed} ${needed === 1 ? 'instance' : 'instances'}${real} for ${load}; it has ${has}.`;
}

/** Writes `instances.json`. */
export function writeInstances(file: string, record: InstancesRecord): void {
  writeRecordFile(file, record);
}

/** Reads `instances.json`. @throws InputErrors if it is none, of another version, truncated or edited. */
export function readInstances(file: string): InstancesRecord {
  return readRecordFile(file, instancesRecordSchema, 'instances record', INSTANCES_SCHEMA_VERSION);
}
