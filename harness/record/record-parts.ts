import { z } from 'zod';
import { toldEventSchema } from '../operations/catalogue/timeline-event.ts';

/**
 * The parts of a run record (how-it-works §7). Shares are 0–1, times ms unless the name ends in S, sizes bytes, rates per second at the
 * topology's scale; null = no data. Names are a contract with other tools: add, never rename.
 */

const number = z.number();
const maybe = number.nullable();

export const scriptSchema = z.strictObject({
  name: z.string(),
  path: z.string(),
  fingerprint: z.string(),
});

export const topologySchema = z.strictObject({
  name: z.string(),
  fingerprint: z.string(),
  scale: number.describe('One instance stands for this many: multiply rates and instances by it for the real region.'),
  users: number,
  peakPerSecond: number.describe('Regional peak, requests per second at this scale.'),
  timeoutMs: number.describe("The proxy's deadline, after which it answers 504."),
  pools: z.record(
    z.string(),
    z.strictObject({
      instances: number,
      cores: number,
      memoryBytes: number,
      queue: maybe.describe('Requests that may wait at one instance; null: any number.'),
    }),
  ),
});

export const cacheSettingsSchema = z.strictObject({
  name: z.string(),
  fingerprint: z.string(),
  values: z.record(z.string(), z.string()).describe('Every knob, as people write it.'),
  baseline: z.string().describe('The settings that these are compared with.'),
  differences: z.array(z.strictObject({ knob: z.string(), from: z.string(), to: z.string() })),
});

/** Events of records that were made before events had facts. */
const bareEventSchema = z.strictObject({ atS: number, operation: z.string(), target: z.string(), detail: z.string() });

export const timelineSchema = z.array(z.union([toldEventSchema, bareEventSchema]));
