import { z } from 'zod';
import { drilledSettingsSchema, drilledTopologySchema, scriptSchema } from '../verdict/drill-identity.ts';
import { saturationLimit } from '../verdict/saturation.ts';
import { type RecordOf, recordKind } from './record-kind.ts';
import { sealed } from './seal.ts';

const maybe = z.number().nullable();

/** What a pool answers at most to callers that wait for it: the ceiling of a closed loop, which is no capacity. */
export const SATURATION = recordKind({
  name: 'saturation',
  called: 'saturation record',
  title: 'Headroom saturation',
  version: 1,
  fields: {
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
  },
});

export type SaturationRecord = RecordOf<typeof SATURATION>;

export function saturationOf(
  measured: Omit<SaturationRecord, 'schemaVersion' | 'limitedBy' | 'integrity'>,
): SaturationRecord {
  const limitedBy = saturationLimit(measured.cpu);
  return sealed(SATURATION, { ...measured, limitedBy });
}
