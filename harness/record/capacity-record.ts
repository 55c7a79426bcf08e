import { z } from 'zod';
import {
  type AskedCapacity,
  capacityVerdictSchema,
  isEnough,
  judgeCapacity,
  measuredCapacitySchema,
  type SearchedSeed,
} from '../verdict/capacity.ts';
import {
  type CapacitySensitivity,
  capacitySensitivitySchema,
  steadyCapacitySentence,
  turningCapacitySentence,
} from '../verdict/capacity-sensitivity.ts';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { type Interrupted, interruptedSchema, judgedInPart } from '../verdict/interrupted.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';
import type { RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';
import { type TargetPart, targetPartSchema } from './target-part.ts';

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
export const CAPACITY = recordKind({
  name: 'capacity',
  called: 'capacity record',
  title: 'Headroom capacity',
  version: 1,
  fields: {
    verdict: capacityVerdictSchema.describe('Whether the headroom is what the topology asks for.'),
    reasons: reasonsSchema,
    interrupted: interruptedSchema.optional(),
    ...measurementFields,
    ...measuredCapacitySchema.shape,
    sensitivity: capacitySensitivitySchema
      .optional()
      .describe('What the verdict depends on, of the figures that somebody has measured.'),
    target: targetPartSchema
      .optional()
      .describe('Of a system that exists: where it is, what was done to it, and undone.'),
  },
});

export type CapacityRecord = RecordOf<typeof CAPACITY>;

/** What one seed's search has come to, and one of its probes: for what the record says of topology, script and settings. */
export interface MeasuredSeed extends SearchedSeed {
  readonly sample: RunRecord;
}

/** How it was measured. */
export type MeasuredHow = Pick<
  CapacityRecord,
  'pool' | 'start' | 'resolution' | 'holdS' | 'startedAt' | 'headroomLimit'
> &
  Pick<AskedCapacity, 'looks'> & { readonly interrupted?: Interrupted | undefined };

/**
 * Makes one record of the searches of all seeds.
 * @param seeds at least one: those that came to their end, or one that was interrupted
 */
export function capacityOf(seeds: readonly MeasuredSeed[], how: MeasuredHow): CapacityRecord {
  const { script, topology, cacheSettings, clock, arrivals } = (seeds[0] as MeasuredSeed).sample;
  const { pool, start, resolution, holdS, startedAt, headroomLimit, looks, interrupted } = how;
  const judged = judgeCapacity(seeds, { pool, peak: topology.peakPerSecond, headroomLimit, looks });
  const { verdict, reasons, ...measured } = judgedInPart(judged, interrupted, 'searches');
  return sealed(CAPACITY, {
    ...(interrupted === undefined ? {} : { interrupted }),
    ...{ verdict, reasons, script, topology, cacheSettings, clock, arrivals },
    ...{ startedAt, pool, start, resolution, holdS },
    ...measured,
  });
}

/** The record of a capacity that was measured on a system that exists. */
export function onTheTarget({ integrity: _, ...record }: CapacityRecord, target: TargetPart): CapacityRecord {
  return sealed(CAPACITY, { ...record, target });
}

/** The record with what would turn its verdict, behind what it is. */
export function withSensitivity(
  { integrity: _, ...record }: CapacityRecord,
  sensitivity: CapacitySensitivity,
): CapacityRecord {
  const { headroom, headroomLimit, reasons } = record;
  const turning = turningCapacitySentence(sensitivity, isEnough(headroom, headroomLimit));
  const [first = '', ...more] = reasons;
  return sealed(CAPACITY, {
    ...record,
    reasons: [first, turning ?? steadyCapacitySentence(sensitivity), ...more],
    sensitivity,
  });
}
