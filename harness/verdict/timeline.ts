/**
 * What was done or happened during a drill, as the record has it. The end of a drain, a restart or a degradation is an entry of
 * its own: the operation's name with `-completed`. What the system did by itself: `active-pool`, `instance-down`, `instance-died` ….
 */
export interface TimelineEvent {
  /** Seconds since t = 0; what setup did is at or below 0. */
  readonly atS: number;
  readonly operation: string;
  readonly target: string;
  readonly detail: string;
}

/** When users began to move to another pool, and when all had. */
export interface Failover {
  readonly startS: number;
  /** Null if it never completed. */
  readonly completedS: number | null;
  /** The pool they moved to. */
  readonly to: string;
}

/** A stretch of time after a failover during which nobody did anything. */
export interface Hold {
  readonly pool: string;
  readonly fromS: number;
  readonly toS: number;
}

const OPERATIONS = new Set(['deploy', 'roll-back', 'fail-over', 'fail-back', 'restart', 'degrade', 'flush']);

/** Whether an operator did it; the rest completes it or is the system's own doing. */
export function isOperation(event: TimelineEvent): boolean {
  return OPERATIONS.has(event.operation);
}

/**
 * The failovers of a drill: those that somebody ordered, and those that the proxy decided by health.
 * @param home the pool that has the users at first.
 */
export function failovers(timeline: readonly TimelineEvent[], home: string): Failover[] {
  const found: { startS: number; completedS: number | null; to: string }[] = [];
  let active = home;
  for (const { atS, operation, target } of timeline) {
    if (operation === 'fail-over') {
      found.push({ startS: atS, completedS: null, to: target });
      active = target;
    } else if (operation === 'fail-back') active = home;
    else if (operation === 'fail-over-completed') {
      const open = found.findLast(failover => failover.to === target);
      if (open !== undefined) open.completedS = atS;
    } else if (operation === 'active-pool' && target !== active) {
      // An ordered move says so itself; this one was decided by the proxy, which moves everybody at once.
      if (target !== home) found.push({ startS: atS, completedS: atS, to: target });
      active = target;
    }
  }
  return found;
}

/** The latest failover that had begun by `atS`. */
export function failoverBefore(found: readonly Failover[], atS: number): Failover | null {
  return found.findLast(({ startS }) => startS <= atS) ?? null;
}

/** From the last failover's completion to the next operation, or to the end of load; null if there is no such time. */
export function holdOf(timeline: readonly TimelineEvent[], found: readonly Failover[], endS: number): Hold | null {
  const failover = found.findLast(({ completedS }) => completedS !== null);
  if (failover === undefined) return null;
  const fromS = failover.completedS as number;
  const next = timeline.find(event => isOperation(event) && event.atS >= fromS && event.atS > failover.startS);
  const toS = Math.min(next?.atS ?? endS, endS);
  return toS > fromS ? { pool: failover.to, fromS, toS } : null;
}

/**
 * When the last trigger of trouble was gone: the last of roll-back, fail-back, end of degrade, restart complete, flush that
 * happened before load ended; null if there was none.
 */
export function triggerGone(timeline: readonly TimelineEvent[], endS: number): number | null {
  let goneS: number | null = null;
  for (const event of timeline) {
    const { atS } = event;
    if (atS > 0 && atS < endS && endsTrigger(event) && (goneS === null || atS > goneS)) goneS = atS;
  }
  return goneS;
}

const TRIGGER_ENDS = new Set([
  'roll-back',
  'fail-back',
  'fail-back-completed',
  'degrade-completed',
  'restart-completed',
  'overload-completed',
]);

function endsTrigger({ operation, target, detail }: TimelineEvent): boolean {
  if (TRIGGER_ENDS.has(operation) || operation === 'flush') return true;
  // A degradation that was given no end is ended by another one that degrades nothing.
  return operation === 'degrade' && detail === (target === 'directory' ? 'healthy' : '100% of the CPU remains');
}
