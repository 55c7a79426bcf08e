import { z } from 'zod';
import { assertRequestAccount } from '../measure/request-facts.ts';
import { assertIterationAccount } from '../verdict/generator.ts';
import {
  cacheSettingsSchema,
  causeSchema,
  generatorSchema,
  metricSchema,
  objectiveSchema,
  poolSchema,
  requestsSchema,
  scriptSchema,
  seriesSchema,
  thresholdSchema,
  timelineSchema,
  timeoutsSchema,
  topologySchema,
  verdictSchema,
} from './record-parts.ts';

/** The version that this program writes, and the one that it reads. */
export const RUN_SCHEMA_VERSION = 1;

/** One drill, recorded: every report is made from this and from nothing else (how-it-works §7). */
export const runRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(RUN_SCHEMA_VERSION),
    verdict: verdictSchema,
    reasons: z.array(z.string()).describe('Sentences that a person can act on, the most important first.'),
    script: scriptSchema,
    topology: topologySchema,
    cacheSettings: cacheSettingsSchema,
    clock: z.enum(['live', 'virtual']),
    seed: z.number(),
    arrivals: z.enum(['poisson', 'even']),
    startedAt: z.iso
      .datetime()
      .describe('When it began; a virtual drill by its own clock, so that the same seed gives the same record.'),
    startsAt: z.iso
      .datetime()
      .nullable()
      .default(null)
      .describe("What t = 0 stands for, by the script's exported startsAt."),
    durationS: z.number(),
    timeline: timelineSchema,
    timeouts: timeoutsSchema,
    cause: causeSchema.nullable().describe('What was full first; null where nothing broke.'),
    hold: z
      .strictObject({ pool: z.string(), fromS: z.number(), toS: z.number() })
      .nullable()
      .describe("From the last failover's completion to the next operation."),
    objectives: z.array(objectiveSchema),
    thresholds: z.array(thresholdSchema),
    generator: generatorSchema,
    requests: requestsSchema,
    pools: z.record(z.string(), poolSchema),
    directory: z.strictObject({ peakConcurrency: z.number().nullable(), reads: z.number().nullable() }),
    knobs: z.record(z.string(), z.number()).describe('How often each knob did something.'),
    metrics: z.record(z.string(), metricSchema).describe("k6's end-of-test metrics, by k6's names."),
    series: seriesSchema,
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom run record' });

export type RunRecord = z.infer<typeof runRecordSchema>;
export type ThresholdRecord = RunRecord['thresholds'][number];
export type SeriesRecord = RunRecord['series'];

/** A record that has not been sealed. */
export type UnsealedRun = Omit<RunRecord, 'integrity'>;

/**
 * Asserts what must hold of every record, whoever made it: each iteration due and each request issued has exactly one outcome.
 * @throws Error if an account does not balance: our own bug.
 */
export function assertAccounts({ generator, requests }: Pick<RunRecord, 'generator' | 'requests'>): void {
  assertIterationAccount(generator);
  assertRequestAccount(requests);
}
