import type { RunRecord } from '../record/run-record.ts';
import { share as shareText } from '../verdict/figures.ts';
import type { Throttling } from '../verdict/way-out.ts';
import type { Order } from './drill-spec.ts';

/** What operators can undo. */
export type UndoStep = 'roll-back' | 'fail-back';

/** A way out of an outage: what is undone, in which order, behind which throttle. */
export interface RecoveryPlan {
  /** When it begins, s. */
  readonly atS: number;
  readonly undo: readonly UndoStep[];
  readonly throttling: Throttling;
  readonly by: 'user' | 'request';
}

/** Seconds from the throttle to the first step that is undone, and between two of them. */
const FIRST_AFTER_S = 1;
const APART_S = 5;
const RETRY_AFTER_MS = 5000;

/** What of a drill is left to undo at a moment: settings that were changed, users that were moved. */
export function leftToUndo({ timeline, cacheSettings }: RunRecord, atS: number): UndoStep[] {
  let changed = cacheSettings.differences.length > 0;
  let moved = false;
  for (const { operation, atS: whenS } of timeline) {
    if (whenS > atS) break;
    if (operation === 'roll-back') changed = false;
    else if (operation === 'fail-over') moved = true;
    else if (operation === 'fail-back') moved = false;
  }
  return [...(changed ? (['roll-back'] as const) : []), ...(moved ? (['fail-back'] as const) : [])];
}

/** All orders in which all, some or none of the steps can be taken; the most first. */
export function undoOrders(steps: readonly UndoStep[]): UndoStep[][] {
  const [first, second] = steps;
  if (first === undefined) return [[]];
  if (second === undefined) return [[first], []];
  return [[first, second], [second, first], [first], [second], []];
}

/** The operations of a plan. */
export function ordersOf({ atS, undo, throttling, by }: RecoveryPlan): Order[] {
  const { share, holdS, rampS } = throttling;
  const common = { name: 'throttle', by, route: null, class: null, retryAfterMs: RETRY_AFTER_MS } as const;
  const steps = undo.map((step, i): Order => {
    const operation = step === 'roll-back' ? ({ name: step } as const) : ({ name: step, overMs: 0 } as const);
    return { atS: atS + FIRST_AFTER_S + APART_S * i, operation: operation as Order['operation'] };
  });
  if (share === 1) return steps;
  return [
    { atS, operation: { ...common, share, overMs: 0 } },
    ...steps,
    { atS: atS + holdS, operation: { ...common, share: 1, overMs: 1000 * rampS } },
  ];
}

/** A plan in three lines, as for whoever has to do it. */
export function runbook({ atS, undo, throttling, by }: RecoveryPlan): [string, string, string] {
  const { share, holdS, rampS } = throttling;
  const names = { 'roll-back': 'roll the settings back', 'fail-back': 'fail the users back' } as const;
  const who = share === 0 ? 'nobody' : `${shareText(share)} of the ${by}s`;
  const back = rampS === 0 ? 'at once' : `over ${rampS} s`;
  return [
    share === 1 ? 'Throttle nobody.' : `In second ${atS}: let ${who} in (throttle ${shareText(share)} by ${by}).`,
    undo.length === 0 ? 'Undo nothing.' : `Then ${undo.map(step => names[step]).join(`, and ${APART_S} s later `)}.`,
    share === 1 ? 'Wait.' : `Hold that for ${holdS} s, then let everybody back ${back}.`,
  ];
}
