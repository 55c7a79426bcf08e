import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { canaryDifferenceSchema } from './canary.ts';

/** Where a rollout is judged: at peak on the primary, during and after the move to the alternate, and around all that. */
const phaseSchema = z.enum(['warm-up', 'bake', 'failover', 'settle']);
export type RolloutPhase = z.infer<typeof phaseSchema>;

/** Canary and rest of one pool over one phase. */
const analysisSchema = z.strictObject({
  phase: phaseSchema,
  pool: z.string(),
  metrics: z.array(canaryDifferenceSchema),
});

/** What became of a stage. */
export const stageOutcomeSchema = z.strictObject({
  shares: z.array(z.number()).describe('Of the instances; several where they mean the same instances at this scale.'),
  instances: z.record(z.string(), z.int()).describe('With the change, by pool.'),
  outcome: z.enum(['passed', 'breached', 'not-reached']),
  startS: z.number().nullable(),
  endS: z.number().nullable(),
  failedUsers: z.int().nullable().describe('Users who got their first failure in it; null: nobody knows who they are.'),
  analyses: z
    .array(analysisSchema)
    .describe('The canary beside the rest: errors and hit ratio as shares, latency and CPU of a request in ms.'),
});
export type StageOutcome = Fact<typeof stageOutcomeSchema>;

/** Requests that broke an objective. */
const failuresSchema = z.strictObject({
  objective: z.string(),
  failed: z.int(),
  ended: z.int().describe('Of these.'),
  sinceS: z.number().nullable().describe('From that second on; null: in the whole phase.'),
  canaryErrors: z
    .number()
    .nullable()
    .describe("Share of the canary's requests that failed in the phase; null: no data."),
  restErrors: z.number().nullable(),
});
export type RolloutFailures = Fact<typeof failuresSchema>;

/** Why a rollout stopped, and when. */
export const rolloutHaltSchema = z.strictObject({
  stage: z.int().nullable().describe('Its index; null: before anything was deployed.'),
  atS: z.number(),
  phase: phaseSchema,
  reason: z.string(),
  failures: failuresSchema
    .nullable()
    .default(null)
    .describe('What it met; null: the canary was worse than the rest, as the analyses of the stage have it.'),
});
export type RolloutHalt = Fact<typeof rolloutHaltSchema>;

/** What became of a rollout. */
export interface RolloutOutcome {
  readonly stages: readonly StageOutcome[];
  /** Null: it went through. */
  readonly halted: RolloutHalt | null;
  /** Users who got a failure at any time: the blast radius; null: nobody knows who they are. */
  readonly failedUsers: number | null;
}
