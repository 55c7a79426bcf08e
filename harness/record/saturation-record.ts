import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { drilledSettingsSchema, drilledTopologySchema, scriptSchema } from '../verdict/drill-identity.ts';
import { saturationLimit } from '../verdict/saturation.ts';
import { readRecordFile, seal, writeRecordFile } from './record-file.ts';

export const SATURATION_SCHEMA_VERSION = 1;

const maybe = z.number().nullable();

/** What a pool answers at most to callers that wait for it: the ceiling of a closed loop, which is no capacity. */
export const saturationRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(SATURATION_SCHEMA_VERSION),
    script: scriptSchema.describe('Whose requests were sent again.'),
    topology: drilledTopologySchema,
    cacheSettings: drilledSettingsSchema,
    startedAt: z.iso.datetime(),
    seed: z.number(),
    pool: z.string(),
    start: z.enum(['cold', 'warm']),
    connections: z.int(),
    durationS: z.number(),
    ceilingPerSecond: z.number().describe('Requests answered per second, whatever the answer.'),
    failedShare: z.number().describe('Of them, 5xx, 429, transport errors and timeouts.'),
    latencyMs: z
      .strictObject({ p50: z.number(), p99: z.number(), max: z.number() })
      .describe('Of answers; a closed loop hides stalls.'),
    cpu: maybe.describe("The pool's mean CPU share while it was asked."),
    hitRatio: maybe,
    peak: z.number().describe('Regional peak, requests per second.'),
    limitedBy: z
      .enum(['pool', 'generator'])
      .describe('generator: this machine sent no more, though the pool had CPU left.'),
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom saturation' });

export type SaturationRecord = Fact<typeof saturationRecordSchema>;

export function saturationOf(
  measured: Omit<SaturationRecord, 'schemaVersion' | 'limitedBy' | 'integrity'>,
): SaturationRecord {
  const limitedBy = saturationLimit(measured.cpu);
  return saturationRecordSchema.parse(seal({ schemaVersion: SATURATION_SCHEMA_VERSION, ...measured, limitedBy }));
}

/** Writes `saturation.json`. */
export function writeSaturation(file: string, record: SaturationRecord): void {
  writeRecordFile(file, record);
}

/** Reads `saturation.json`. @throws InputErrors if it is none, of another version, truncated or edited. */
export function readSaturation(file: string): SaturationRecord {
  return readRecordFile(file, saturationRecordSchema, 'saturation record', SATURATION_SCHEMA_VERSION);
}
