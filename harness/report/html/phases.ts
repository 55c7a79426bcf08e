import type { RunRecord } from '../../record/run-record.ts';
import { isOperation, type TimelineEvent } from '../../verdict/timeline.ts';
import type { MarkPlan, PhasePlan } from './chart-plan.ts';

/** Moments of the system itself that are drawn; more of them would hide the chart, and all are in the table. */
const MOST_EVENTS = 40;

/**
 * Where users were, from 0 to the end without gaps: on a pool, or moving to one. A degradation or a restart makes
 * a phase of its own within them.
 * @param home the pool that has the users at first.
 */
export function phasesOf(timeline: readonly TimelineEvent[], home: string, endS: number): PhasePlan[] {
  const changes = [{ atS: 0, label: `on ${home}`, unsettled: false }];
  const troubles = new Map<string, string>();
  let place = changes[0] as (typeof changes)[number];
  let active = home;
  const change = (atS: number): void => {
    const list = [...troubles.values()];
    const label = [place.label, ...list].join(', ');
    changes.push({ atS: Math.max(0, atS), label, unsettled: place.unsettled || list.length > 0 });
  };
  for (const { atS, operation, target, detail } of timeline) {
    const trouble = `${operation.replace('-completed', '')} ${target}`;
    if (operation === 'fail-over' || operation === 'fail-back') {
      place = { atS, label: `moving to ${target}`, unsettled: true };
      active = target;
    } else if (operation === 'fail-over-completed' || operation === 'fail-back-completed') {
      place = { atS, label: `on ${target}`, unsettled: false };
    } else if (operation === 'active-pool' && target !== active) {
      // An ordered move says so itself; this one was decided by the proxy, which moves everybody at once.
      place = { atS, label: `on ${target}`, unsettled: false };
      active = target;
    } else if (operation === 'degrade' && !isHealthy(detail)) troubles.set(trouble, `${target} degraded`);
    else if (operation === 'restart') troubles.set(trouble, `${target} restarting`);
    else if (operation === 'degrade' || operation === 'degrade-completed' || operation === 'restart-completed') {
      troubles.delete(trouble);
    } else continue;
    change(atS);
  }
  return changes.flatMap(({ atS, label, unsettled }, i) => {
    const toS = Math.min(endS, changes[i + 1]?.atS ?? endS);
    return toS > atS ? [{ fromS: atS, toS, label, unsettled }] : [];
  });
}

/** A degradation that was given no end is ended by another one that degrades nothing. */
function isHealthy(detail: string): boolean {
  return detail === 'healthy' || detail === '100% of the CPU remains';
}

/** An entry of the timeline with its number; what completes an operation, or the system did by itself, has none. */
export interface NumberedEvent extends TimelineEvent {
  readonly number: number | null;
}

/** Numbers the operations, by which the charts refer to them. */
export function numberedTimeline(timeline: readonly TimelineEvent[]): NumberedEvent[] {
  let number = 0;
  return timeline.map(event => ({ ...event, number: isOperation(event) ? ++number : null }));
}

/** The moments to draw: operations after setup, what the system did by itself beside what bands show, and when timeouts began and service was back. */
export function marksOf({
  timeline,
  timeouts,
}: {
  readonly timeline: readonly TimelineEvent[];
  readonly timeouts: Pick<RunRecord['timeouts'], 'onsetS' | 'recoveredS'>;
}): MarkPlan[] {
  const numbered = numberedTimeline(timeline);
  const operations = numbered.flatMap(({ atS, operation, target, number }): MarkPlan[] =>
    number === null || atS <= 0
      ? []
      : [{ atS, sign: String(number), label: `${operation} ${arrow(operation)}${target}`, kind: 'operation' }],
  );
  const events = numbered
    .filter(
      ({ operation, number }) => number === null && !operation.endsWith('-completed') && operation !== 'active-pool',
    )
    .slice(0, MOST_EVENTS)
    .map(
      ({ atS, operation, target }): MarkPlan => ({ atS, sign: '·', label: `${operation} ${target}`, kind: 'event' }),
    );
  const { onsetS, recoveredS } = timeouts;
  const marks: MarkPlan[] = [...operations, ...events];
  if (onsetS !== null) {
    marks.push({ atS: onsetS, sign: '!', label: 'timeouts begin', kind: 'onset' });
    // The same moment as the operation that ended the trouble needs no second line.
    if (recoveredS !== null && !operations.some(({ atS }) => Math.abs(atS - recoveredS) < 0.5)) {
      marks.push({ atS: recoveredS, sign: '✓', label: 'service back', kind: 'recovery' });
    }
  }
  return marks.sort((a, b) => a.atS - b.atS);
}

function arrow(operation: string): string {
  return operation === 'fail-over' || operation === 'fail-back' ? '→ ' : '';
}
