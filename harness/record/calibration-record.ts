import { z } from 'zod';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';

const maybe = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]).describe('Of 90 %.');

/** A twin's figure beside what was, over windows. */
export const apartSchema = z.strictObject({
  figure: z.string(),
  unit: z.enum(['share', 'ms', 'calls', 'restarts']).describe('calls: in progress at the same time.'),
  observed: z.number().describe('Mean over the windows; of restarts, all.'),
  predicted: z.number(),
  bias: z
    .number()
    .describe('Mean of predicted − observed; of ms and calls, as a share of what was observed; of restarts, of all.'),
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

/** Figures that telemetry does not have. */
export const notMeasuredSchema = z
  .array(z.string())
  .optional()
  .describe('Figures that nobody measured in these windows.');

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

const share = z.number().min(0).max(1);
const shares = z.array(share);
const method = z.enum(['exact', 'sampled']);
const exactSchema = {
  ofSize: share
    .nullable()
    .describe('Of one LRU cache of as many entries as one has today, exact; null: it is limited by bytes.'),
  ofTtl: share
    .nullable()
    .describe('Of one with room for all whose entries live as long as today, exact; null: they never expire.'),
};

/** Keys that an access log asked for. */
const importSchema = z
  .strictObject({
    file: z.string(),
    name: z.string(),
    integrity: z.string().describe('Of the import record.'),
    startsAt: z.iso.datetime().describe('Where the stretch of the log begins whose keys the twin was asked for.'),
    spanS: z.number(),
    sampleRate: share.describe('The share of keys that it has: each then stands for so many.'),
    requests: z.int(),
    observed: maybe.describe('Hit ratio, in the windows that were compared.'),
    reached: maybe.describe("The twin's, in the same windows."),
    ...exactSchema,
    entries: z.array(z.strictObject({ name: z.string(), keys: z.int(), lookups: z.int(), ...exactSchema })),
    curve: z
      .strictObject({ method, entries: z.array(z.number()), hitRatio: shares })
      .describe('Hits by the size of one LRU cache, of the whole log.'),
    ttlCurve: z
      .strictObject({ method, ttlS: z.array(z.number()), hitRatio: shares })
      .describe('Hits by the time that entries live.'),
  })
  .describe(
    'Where locality comes from, of a calibration with --import; absent: how uneven keys are was fitted (`skews`).',
  );

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
      .strictObject({
        meanMs: z.number(),
        interval,
        shape: z.string(),
        slots: maybe,
        knee: z
          .strictObject({
            kind: z.enum(['knee', 'never-near', 'other-cause', 'too-little']),
            slots: maybe,
            interval: interval.nullable(),
            most: maybe.describe('Calls in progress that it was seen to have without waiting.'),
          })
          .optional()
          .describe('How many calls it works on at once, by where its latency rises; absent: its limit was read.'),
      })
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
    import: importSchema.optional(),
    check: z.array(apartSchema).describe('In the windows that the twin was fitted to.'),
    heldOut: z.array(apartSchema).describe('In windows that it was not.'),
    notMeasured: notMeasuredSchema,
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
