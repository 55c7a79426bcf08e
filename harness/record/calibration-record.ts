import { z } from 'zod';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';

const maybe = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]).describe('Of 90 %.');

/** A twin's figure beside what was, over windows. */
export const apartSchema = z.strictObject({
  figure: z.string(),
  unit: z.enum(['share', 'ms']),
  observed: z.number().describe('Mean over the windows.'),
  predicted: z.number(),
  bias: z.number().describe('Mean of predicted − observed; of ms, as a share of what was observed.'),
  spread: z.number().describe('Root mean square of the same.'),
  limit: z.number().describe('How large the bias may be, either way.'),
  windows: z.int(),
  holds: z.boolean(),
});

export const telemetrySchema = z.strictObject({
  twin: z.strictObject({ file: z.string(), fingerprint: z.string() }),
  url: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  windowS: z.number(),
  gaps: z.array(z.string()).describe('What was not there, and what is not known for want of it.'),
});

/** Figures by window, one a window; null: not measured. */
export const windowColumnsSchema = z.record(z.string(), z.array(maybe));

const demandSchema = z.strictObject({
  path: z.string().describe('The cost, by its place in the topology.'),
  ms: z.number(),
  interval,
  share: z.number().describe('Of the CPU time.'),
  requests: z.number(),
  inflation: maybe.describe('Of its variance, by others that move with it; 1: none do; null: beyond all bounds.'),
  standing: z
    .enum(['known', 'rough', 'moves-with', 'too-little', 'never-came', 'not-told'])
    .describe(
      'known: to a tenth. rough: not so well, but little of the CPU is in doubt. The others are why it cannot be known.',
    ),
  others: z.array(z.string()).describe('What it always comes with.'),
  shape: z.string().nullable().describe('How it varies; null: not measured.'),
  points: z
    .array(z.tuple([z.number(), z.number()]))
    .describe('By window and instance: requests, and CPU time without what the other costs take, s.'),
});

/** What telemetry says of a service, and how well the twin that is made of it does what the service did. */
export const CALIBRATION = recordKind({
  name: 'calibration',
  called: 'calibration record',
  title: 'Headroom calibration',
  version: 1,
  fields: {
    verdict: z
      .enum(['measured', 'fail', 'inconclusive'])
      .describe(
        'measured: there is a topology, and it passed its own check; fail: it does not do what the service did, and was not written; inconclusive: the telemetry does not tell.',
      ),
    reasons: reasonsSchema,
    name: z.string(),
    telemetry: telemetrySchema,
    seed: z.number(),
    rows: z.int().describe('Windows × instances that costs were fitted to.'),
    left: z.record(z.string(), z.int()).describe('Windows × instances that were left out, by why.'),
    residual: maybe.describe('Root mean square of what is not explained, as a share of the CPU time.'),
    residuals: z.array(z.tuple([z.number(), z.number()])).describe('CPU time as fitted, and what was beyond it, s.'),
    demands: z.array(demandSchema),
    store: z
      .strictObject({ meanMs: z.number(), interval, shape: z.string(), slots: maybe })
      .nullable()
      .describe('Null: not measured.'),
    skews: z
      .array(
        z.strictObject({
          name: z.string(),
          skew: z.number(),
          interval: interval.nullable(),
          observed: z.number(),
          reached: z.number(),
        }),
      )
      .describe('How uneven keys are so that hit ratios come out; "all": of all entries together.'),
    check: z.array(apartSchema).describe('In the windows that the twin was fitted to.'),
    heldOut: z.array(apartSchema).describe('In windows that it was not.'),
    windows: z.strictObject({
      from: z.int(),
      fitted: z.int(),
      heldOut: z.int(),
      observed: windowColumnsSchema,
      predicted: windowColumnsSchema,
    }),
    draws: z
      .array(z.array(z.string()))
      .describe('Parameters drawn together from what the telemetry leaves open, as --set takes them.'),
    tornado: z
      .array(z.strictObject({ path: z.string(), halfWidth: z.number() }))
      .describe('Half of each interval, as a share of its parameter.'),
  },
});

export type CalibrationRecord = RecordOf<typeof CALIBRATION>;
export type ApartRecord = CalibrationRecord['check'][number];
