import type { CanaryDifference } from '../verdict/canary.ts';
import type { PlannedStage } from './rollout-plan.ts';

/** Where a rollout is judged: at peak on the primary, during and after the move to the alternate, and around all that. */
export type RolloutPhase = 'warm-up' | 'bake' | 'failover' | 'settle';

/** Canary and rest of one pool over one phase. */
export interface CanaryAnalysis {
  readonly phase: RolloutPhase;
  readonly pool: string;
  readonly metrics: readonly CanaryDifference[];
}

/** What became of a stage. */
export interface StageOutcome extends PlannedStage {
  readonly outcome: 'passed' | 'breached' | 'not-reached';
  readonly startS: number | null;
  readonly endS: number | null;
  /** Users who got their first failure in it. */
  readonly failedUsers: number;
  /** Where there was a rest to compare with. */
  readonly analyses: readonly CanaryAnalysis[];
}

/** Why a rollout stopped, and when. */
export interface RolloutHalt {
  /** Index of the stage; null: before anything was deployed. */
  readonly stage: number | null;
  readonly atS: number;
  readonly phase: RolloutPhase;
  readonly reason: string;
}

/** What became of a rollout. */
export interface RolloutOutcome {
  readonly stages: readonly StageOutcome[];
  /** Null: it went through. */
  readonly halted: RolloutHalt | null;
  /** Users who got a failure at any time: the blast radius. */
  readonly failedUsers: number;
}
