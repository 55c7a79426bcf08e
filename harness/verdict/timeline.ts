import type { TimelineEvent } from '../operations/catalogue/timeline-event.ts';

/** When users began to move to another pool, and when all had. */
export interface Failover {
  readonly startS: number;
  /** Null if it never completed. */
  readonly completedS: number | null;
  /** The pool they moved to. */
  readonly to: string;
}

/** A stretch of time after a failover during which nobody did anything. */
export interface HeldTime {
  readonly pool: string;
  readonly fromS: number;
  readonly toS: number;
}

/**
 * The failovers of a drill: those that somebody ordered, and those that the proxy decided by health.
 * @param home the pool that has the users at first.
 */
export function failovers(timeline: readonly TimelineEvent[], home: string): Failover[] {
  const found: { startS: number; completedS: number | null; to: string }[] = [];
  let active = home;
  for (const event of timeline) {
    const { atS } = event;
    if (event.operation === 'fail-over') {
      found.push({ startS: atS, completedS: null, to: event.to });
      active = event.to;
    } else if (event.operation === 'fail-back') active = home;
    else if (event.operation === 'fail-over-completed') {
      const open = found.findLast(failover => failover.to === event.to);
      if (open !== undefined) open.completedS = atS;
    } else if (event.operation === 'active-pool' && event.to !== active) {
      // An ordered move says so itself; this one was decided by the proxy, which moves everybody at once.
      if (event.to !== home) found.push({ startS: atS, completedS: atS, to: event.to });
      active = event.to;
    }
  }
  return found;
}

/** The latest failover that had begun by `atS`. */
export function failoverBefore(found: readonly Failover[], atS: number): Failover | null {
  return found.findLast(({ startS }) => startS <= atS) ?? null;
}

/** From the last failover's completion to the next operation, or to the end of load; null if there is no such time. */
export function holdOf(timeline: readonly TimelineEvent[], found: readonly Failover[], endS: number): HeldTime | null {
  const failover = found.findLast(({ completedS }) => completedS !== null);
  if (failover === undefined) return null;
  const fromS = failover.completedS as number;
  const next = timeline.find(event => event.kind === 'operation' && event.atS >= fromS && event.atS > failover.startS);
  const toS = Math.min(next?.atS ?? endS, endS);
  return toS > fromS ? { pool: failover.to, fromS, toS } : null;
}

/** When the last trigger of trouble was gone, before load ended; null if there was none, or none is gone. */
export function triggerGone(timeline: readonly TimelineEvent[], endS: number): number | null {
  let goneS: number | null = null;
  for (const { atS, trigger } of timeline) {
    const gone = trigger === 'ends' || trigger === 'momentary';
    if (gone && atS > 0 && atS < endS && (goneS === null || atS > goneS)) goneS = atS;
  }
  return goneS;
}

/** When trouble first began that somebody brought about, after t = 0; null: never. */
export function troubleBegan(timeline: readonly TimelineEvent[]): number | null {
  const began = timeline.filter(({ atS, trigger }) => atS > 0 && (trigger === 'begins' || trigger === 'momentary'));
  return began.length === 0 ? null : Math.min(...began.map(({ atS }) => atS));
}

/** When the next trouble begins after a moment; null: none does. */
export function nextTrouble(timeline: readonly TimelineEvent[], afterS: number): number | null {
  const next = timeline.filter(({ atS, trigger }) => atS > afterS && trigger === 'begins');
  return next.length === 0 ? null : Math.min(...next.map(({ atS }) => atS));
}
