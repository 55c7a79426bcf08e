import { z } from 'zod';
import { drilledSettingsSchema, drilledTopologySchema, scriptSchema } from '../verdict/drill-identity.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';

/** One drill, run with parameters drawn from what its topology's calibration leaves open. */
export const UNCERTAINTY = recordKind({
  name: 'uncertainty',
  called: 'uncertainty record',
  title: 'Headroom uncertainty',
  version: 1,
  fields: {
    verdict: z
      .enum(['pass', 'fail', 'inconclusive'])
      .describe('pass, fail: in all draws but one in twenty; inconclusive: undetermined at this calibration.'),
    reasons: reasonsSchema,
    script: scriptSchema,
    topology: drilledTopologySchema,
    cacheSettings: drilledSettingsSchema,
    calibration: z.strictObject({ name: z.string(), from: z.iso.datetime(), to: z.iso.datetime() }),
    seed: z.number(),
    failing: z.int().describe('Draws in which the drill fails.'),
    undecided: z.int().describe('Draws in which it is inconclusive.'),
    deciding: z
      .strictObject({ path: z.string(), correlation: z.number(), within: z.number() })
      .nullable()
      .describe('The parameter that tells failing draws from others best; null: none does.'),
    draws: z.array(
      z.strictObject({
        verdict: z.enum(['pass', 'fail', 'inconclusive']),
        parameters: z.record(z.string(), z.number()).describe('Means of costs and latencies, ms.'),
        timeouts: z.int(),
        worstP99Ms: z.number().nullable(),
        capacityPerSecond: z.number().nullable().describe('Null: not measured.'),
      }),
    ),
  },
});

export type UncertaintyRecord = RecordOf<typeof UNCERTAINTY>;
