import type { RunRecord } from '../record/run-record.ts';
import { drillClass } from '../verdict/drill-class.ts';
import { effortOf, leastThrottle, type Throttling } from '../verdict/way-out.ts';
import type { DrillSpec } from './drill-spec.ts';
import type { RunProbe } from './probe-workers.ts';
import { leftToUndo, ordersOf, type RecoveryPlan, undoOrders } from './recovery-plan.ts';

/** Deadlines that operators see an outage for before they act. */
const SEEN_DEADLINES = 10;
/** What is left of the load after the last step, so that it shows whether service is back, s. */
export const SHOWN_S = 15;
/** With so many seeds a way out must be one: what just ends it with one of them does not with the next. */
export const SEEDS = 3;

/** What all plans for a drill have in common. */
export interface RecoveryFrame extends Pick<RecoveryPlan, 'atS' | 'by'> {
  /** A throttle must be over so many seconds after that; none fits if it is not above 0. */
  readonly withinS: number;
  /** When the load ends, s. */
  readonly loadEndS: number;
}

/**
 * @param drill that stays down
 * @param atS when operators act; undefined: some deadlines after service broke and what began it was undone
 */
export function recoveryFrame(drill: RunRecord, by: RecoveryPlan['by'], atS = actsAt(drill)): RecoveryFrame {
  const { columns, intervalS } = drill.series;
  const loadEndS = ((columns.planned ?? []).findLastIndex(planned => (planned ?? 0) > 0) + 1) * intervalS;
  return { atS, by, withinS: loadEndS - atS - SHOWN_S, loadEndS };
}

function actsAt({ timeouts, cause, topology }: RunRecord): number {
  const since = Math.max(cause?.brokeS ?? 0, timeouts.triggerGoneS ?? 0);
  return Math.ceil(since + (SEEN_DEADLINES * topology.timeoutMs) / 1000);
}

/** Told of each plan that was tried. */
export type TellPlan = (plan: RecoveryPlan, ends: boolean) => void;

/**
 * The plan with the least effort, over all orders of what is left to undo.
 * @param drill that stays down
 * @throws ProbeFailed
 */
export async function leastPlan(
  spec: DrillSpec,
  drill: RunRecord,
  frame: RecoveryFrame,
  run: RunProbe,
  tell: TellPlan,
): Promise<{ readonly plan: RecoveryPlan | null; readonly trials: number }> {
  const { atS, by, withinS } = frame;
  let plan: RecoveryPlan | null = null;
  let trials = 0;
  for (const undo of undoOrders(leftToUndo(drill, atS))) {
    const planOf = (throttling: Throttling): RecoveryPlan => ({ atS, undo, throttling, by });
    const below = plan === null ? Number.POSITIVE_INFINITY : effortOf(plan.throttling);
    const { least, tried } = await leastThrottle(withinS, below, async throttling => {
      const ends = await endsIt(spec, planOf(throttling), run);
      tell(planOf(throttling), ends);
      return ends;
    });
    trials += tried.length;
    if (least !== null) plan = planOf(least);
  }
  return { plan, trials };
}

/** Whether a plan ends it with each of the seeds; the first with which it does not tells. */
export async function endsIt(spec: DrillSpec, plan: RecoveryPlan, run: RunProbe): Promise<boolean> {
  const orders = ordersOf(plan);
  for (let i = 0; i < SEEDS; i++)
    if (drillClass(await run({ ...spec, seed: spec.seed + i, orders })) !== 'recovers') return false;
  return true;
}
