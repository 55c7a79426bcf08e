import { z } from 'zod';
import { apartSchema, notMeasuredSchema, telemetrySchema, windowColumnsSchema } from './calibration-record.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';

/** A twin, driven by the traffic that was, beside what was. */
export const BACKTEST = recordKind({
  name: 'backtest',
  called: 'backtest record',
  title: 'Headroom backtest',
  version: 1,
  fields: {
    verdict: z
      .enum(['holds', 'off', 'inconclusive'])
      .describe('holds: every figure within its limit; off: one is not; inconclusive: too little is known.'),
    reasons: reasonsSchema,
    topology: z.strictObject({ name: z.string(), file: z.string(), fingerprint: z.string() }),
    telemetry: telemetrySchema,
    seed: z.number(),
    apart: z.array(apartSchema),
    notMeasured: notMeasuredSchema,
    causes: z
      .array(
        z.strictObject({
          path: z.string().describe('Of the topology.'),
          twin: z.string(),
          telemetry: z.string(),
        }),
      )
      .describe('Lines of the topology that this telemetry contradicts.'),
    windows: z.strictObject({
      from: z.int(),
      observed: windowColumnsSchema,
      predicted: windowColumnsSchema,
    }),
  },
});

export type BacktestRecord = RecordOf<typeof BACKTEST>;
