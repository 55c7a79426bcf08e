import { z } from 'zod';
import { countedCheckSchema, timedGroupSchema } from '../measure/counted-checks.ts';
import type { Fact } from '../measure/fact.ts';
import { percentilesSchema } from '../measure/latency-counts.ts';
import { metricValuesSchema } from '../measure/metric-registry.ts';
import {
  assertRequestAccount,
  namedRequestsSchema,
  type RequestTotals,
  requestTotalsSchema,
} from '../measure/request-facts.ts';
import { seriesTableSchema } from '../measure/series-table.ts';
import { windowP99Schema } from '../measure/worst-window.ts';
import { toldEventSchema } from '../operations/catalogue/timeline-event.ts';
import { causeSchema } from '../verdict/cause.ts';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { assertIterationAccount, generatorHealthSchema } from '../verdict/generator.ts';
import { holdSchema } from '../verdict/hold.ts';
import { judgedClassSchema } from '../verdict/objectives/class-objectives.ts';
import { objectiveResultSchema } from '../verdict/objectives/judged-objective.ts';
import { directoryFiguresSchema, poolFiguresSchema } from '../verdict/pool-figures.ts';
import { serversFiguresSchema } from '../verdict/servers-figures.ts';
import { judgedThresholdSchema } from '../verdict/thresholds.ts';
import { tierFiguresSchema } from '../verdict/tier-figures.ts';
import { timeoutFactsSchema } from '../verdict/timeout-facts.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';
import { targetPartSchema } from './target-part.ts';

/** Events of records that were made before events had facts. */
const bareEventSchema = z.strictObject({
  atS: z.number(),
  operation: z.string(),
  target: z.string(),
  detail: z.string(),
});

/** One drill, recorded: every report is made from this and from nothing else (how-it-works §7). */
export const RUN = recordKind({
  name: 'run',
  called: 'run record',
  title: 'Headroom run record',
  version: 1,
  fields: {
    verdict: verdictSchema,
    reasons: reasonsSchema,
    interrupted: z
      .literal(true)
      .optional()
      .describe(
        'Somebody stopped it before its end: the verdict is on what was seen by then. Left out where nobody did.',
      ),
    script: scriptSchema,
    topology: drilledTopologySchema,
    cacheSettings: drilledSettingsSchema,
    clock: clockSchema,
    seed: z.number(),
    arrivals: arrivalsSchema,
    startedAt: z.iso
      .datetime()
      .describe('When it began; a virtual drill by its own clock, so that the same seed gives the same record.'),
    startsAt: z.iso
      .datetime()
      .nullable()
      .default(null)
      .describe("What t = 0 stands for, by the script's exported startsAt."),
    durationS: z.number(),
    timeline: z.array(z.union([toldEventSchema, bareEventSchema])),
    timeouts: timeoutFactsSchema,
    cause: causeSchema.nullable().describe('What was full first; null where nothing broke.'),
    hold: holdSchema.nullable().describe("From the last failover's completion to the next operation."),
    objectives: z.array(objectiveResultSchema),
    thresholds: z.array(judgedThresholdSchema),
    checks: z
      .array(countedCheckSchema)
      .default([])
      .describe("The script's checks, those that failed most often first."),
    groups: z.array(timedGroupSchema).default([]).describe("The script's groups, the most frequent first."),
    generator: generatorHealthSchema,
    requests: requestTotalsSchema.omit({ timeouts: true }).extend({
      responseTimeMs: percentilesSchema.describe('From the moment the request was due.'),
      serviceTimeMs: percentilesSchema.describe('From the moment it was sent.'),
      worstWindow: windowP99Schema
        .nullable()
        .default(null)
        .describe('The ten seconds whose p99 is the highest; null: none had enough requests.'),
      byName: z
        .array(namedRequestsSchema)
        .default([])
        .describe('By name, the most frequent first; names beyond 64 are one.'),
    }),
    classes: z.array(judgedClassSchema).optional().describe('Of requests, where the topology gives them any.'),
    pools: z.record(z.string(), poolFiguresSchema),
    directory: directoryFiguresSchema,
    proxyServers: serversFiguresSchema.optional().describe('Of a topology that gives them limits.'),
    cacheTier: tierFiguresSchema.optional().describe('Of a topology that has one.'),
    knobs: z.record(z.string(), z.number()).describe('How often each knob did something.'),
    metrics: z.record(z.string(), metricValuesSchema).describe("k6's end-of-test metrics, by k6's names."),
    target: targetPartSchema.optional().describe('Of a drill of a system that exists; absent: it was a modelled one.'),
    series: seriesTableSchema,
  },
  assert: assertAccounts,
});

export type RunRecord = RecordOf<typeof RUN>;
/** What is known of a drill, however it ended, without its series. */
export type MeasuredRun = Omit<RunRecord, 'schemaVersion' | 'integrity' | 'verdict' | 'reasons' | 'series'>;
export type SeriesRecord = RunRecord['series'];

/**
 * Asserts what must hold of every record, whoever made it: each iteration due and each request issued has exactly one outcome.
 * @throws Error if an account does not balance: our own bug.
 */
export function assertAccounts({
  generator,
  requests,
}: {
  generator: Fact<typeof generatorHealthSchema>;
  requests: Pick<RequestTotals, 'offered' | 'byStatus' | 'byFailure' | 'interrupted'>;
}): void {
  assertIterationAccount(generator);
  assertRequestAccount(requests);
}
