import { z } from 'zod';
import { CANARY_METRICS } from '../verdict/canary.ts';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { interruptedSchema, interruptedSentence } from '../verdict/interrupted.ts';
import { blastRadiusSchema, judgeRollout } from '../verdict/rollout.ts';
import { type RolloutOutcome, rolloutHaltSchema, stageOutcomeSchema } from '../verdict/rollout-outcome.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';
import type { RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';

/** A change staged over the instances at peak, with a failover in each stage. */
export const ROLLOUT = recordKind({
  name: 'rollout',
  called: 'rollout record',
  title: 'Headroom rollout',
  version: 1,
  fields: {
    verdict: verdictSchema,
    reasons: reasonsSchema,
    interrupted: interruptedSchema.optional(),
    script: scriptSchema,
    topology: drilledTopologySchema,
    cacheSettings: drilledSettingsSchema.describe('What was rolled out.'),
    clock: clockSchema,
    arrivals: arrivalsSchema,
    seed: z.number(),
    startedAt: z.iso.datetime(),
    durationS: z.number(),
    stages: z.array(stageOutcomeSchema),
    halted: rolloutHaltSchema.nullable().describe('Null: it went through.'),
    accepted: z.array(z.enum(CANARY_METRICS)).describe('In what the canary was allowed to be worse.'),
    blastRadius: blastRadiusSchema,
    recoveredS: z
      .number()
      .nullable()
      .describe('When service was back after the roll-back; null: it was never broken, or did not come back.'),
    metastable: z.boolean().nullable().describe('Service never came back though the change was gone.'),
    run: z.string().describe("Path of the whole drill's record."),
  },
});

export type RolloutRecord = RecordOf<typeof ROLLOUT>;

/**
 * Makes the record of a rollout.
 * @param run the drill in which it was done
 * @param path where the run's record is
 * @param wasInterrupted before its end
 */
export function rolloutOf(
  run: RunRecord,
  outcome: RolloutOutcome,
  accepted: RolloutRecord['accepted'],
  path: string,
  wasInterrupted = false,
): RolloutRecord {
  const { script, topology, cacheSettings, clock, arrivals, seed, startedAt, durationS } = run;
  const { verdict, reasons, blastRadius, recoveredS, metastable } = judgeRollout(run, outcome);
  const { stages, halted } = outcome;
  const passed = stages.filter(stage => stage.outcome === 'passed').length;
  const interrupted = wasInterrupted ? { finished: passed, planned: stages.length } : undefined;
  const why = interrupted === undefined ? [] : [interruptedSentence(interrupted, 'stages')];
  return sealed(ROLLOUT, {
    ...(interrupted === undefined ? {} : { interrupted }),
    ...{
      verdict,
      reasons: [...why, ...reasons],
      script,
      topology,
      cacheSettings,
      clock,
      arrivals,
      seed,
      startedAt,
      durationS,
    },
    ...{ stages, halted, accepted, blastRadius, recoveredS, metastable },
    run: path,
  });
}
