import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';

/**
 * What was drilled, as every record says it: what is measured of two drills can be compared where these are the same. Shares are 0–1, times
 * ms unless the name ends in S, sizes bytes, rates per second at the topology's scale. Names are a contract with other tools: add,
 * never rename.
 */

const number = z.number();

export const clockSchema = z.enum(['live', 'virtual']);
export const arrivalsSchema = z.enum(['poisson', 'even']);

export const scriptSchema = z.strictObject({
  name: z.string(),
  path: z.string(),
  fingerprint: z.string(),
});

export const drilledTopologySchema = z.strictObject({
  name: z.string(),
  fingerprint: z.string(),
  scale: number.describe('One instance stands for this many: multiply rates and instances by it for the real region.'),
  users: number,
  peakPerSecond: number.describe('Regional peak, requests per second at this scale.'),
  timeoutMs: number.describe(
    "The proxy's deadline, after which it answers 504; of a target, from when on an answer is too late.",
  ),
  pools: z.record(
    z.string(),
    z.strictObject({
      instances: number.nullable().describe('Of these null: nobody has told.'),
      cores: number.nullable(),
      memoryBytes: number.nullable(),
      queue: number
        .nullable()
        .describe('Requests that may wait at one instance; null: any number, or nobody has told.'),
    }),
  ),
});

export const drilledSettingsSchema = z.strictObject({
  name: z.string(),
  fingerprint: z.string(),
  values: z
    .record(z.string(), z.string())
    .describe('Every knob, as people write it; none of settings that only the target reads.'),
  baseline: z.string().nullable().describe('The settings that these are compared with; null: none were given.'),
  differences: z.array(z.strictObject({ knob: z.string(), from: z.string(), to: z.string() })),
  textDifference: z
    .string()
    .optional()
    .describe(
      'Of files that only the target reads: the lines of the baseline that are gone (-) and those that came (+).',
    ),
});

export type DrilledTopology = Fact<typeof drilledTopologySchema>;
export type DrilledSettings = Fact<typeof drilledSettingsSchema>;
