import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { judgeCapacity, measuredCapacitySchema, type SearchedSeed } from '../verdict/capacity.ts';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { readRecordFile, seal, writeRecordFile } from './record-file.ts';
import type { RunRecord } from './run-record.ts';

export const CAPACITY_SCHEMA_VERSION = 1;
const KIND = 'capacity record';

/** What measurements of capacity have in common: what was measured, and how. */
export const measurementFields = {
  script: scriptSchema,
  topology: drilledTopologySchema,
  cacheSettings: drilledSettingsSchema,
  clock: clockSchema,
  arrivals: arrivalsSchema,
  startedAt: z.iso.datetime(),
  pool: z.string().describe('Had to bear all of the load.'),
  start: z.enum(['cold', 'warm']).describe('Of its caches, in each probe.'),
  resolution: z.number().describe('Neighbouring loads differ by this share at the end of the search.'),
  holdS: z.number().describe('How long each load was held; enough to show an onset at the resolution.'),
} as const;

/** The highest load at which every objective holds (how-it-works §7). */
export const capacityRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(CAPACITY_SCHEMA_VERSION),
    verdict: verdictSchema.describe('Whether the headroom is what the topology asks for.'),
    reasons: z.array(z.string()).describe('Sentences that a person can act on, the most important first.'),
    ...measurementFields,
    ...measuredCapacitySchema.shape,
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom capacity' });

export type CapacityRecord = Fact<typeof capacityRecordSchema>;

/** What one seed's search has come to, and one of its probes: for what the record says of topology, script and settings. */
export interface MeasuredSeed extends SearchedSeed {
  readonly sample: RunRecord;
}

/** How it was measured. */
export type MeasuredHow = Pick<
  CapacityRecord,
  'pool' | 'start' | 'resolution' | 'holdS' | 'startedAt' | 'headroomLimit'
>;

/** Makes one record of the searches of all seeds. @param seeds at least one */
export function capacityOf(seeds: readonly MeasuredSeed[], how: MeasuredHow): CapacityRecord {
  const { script, topology, cacheSettings, clock, arrivals } = (seeds[0] as MeasuredSeed).sample;
  const { pool, start, resolution, holdS, startedAt, headroomLimit } = how;
  const { verdict, reasons, ...measured } = judgeCapacity(seeds, { pool, peak: topology.peakPerSecond, headroomLimit });
  const record = seal({
    schemaVersion: CAPACITY_SCHEMA_VERSION,
    ...{ verdict, reasons, script, topology, cacheSettings, clock, arrivals },
    ...{ startedAt, pool, start, resolution, holdS },
    ...measured,
  });
  return capacityRecordSchema.parse(record);
}

/** Writes `capacity.json`. */
export function writeCapacity(file: string, record: CapacityRecord): void {
  writeRecordFile(file, record);
}

/** Reads `capacity.json`. @throws InputErrors if it is none, of another version, truncated or edited. */
export function readCapacity(file: string): CapacityRecord {
  return readRecordFile(file, capacityRecordSchema, KIND, CAPACITY_SCHEMA_VERSION);
}
