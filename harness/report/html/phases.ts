import type { TimelineEvent } from '../../operations/catalogue/timeline-event.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { MarkPlan, PhasePlan } from './chart-plan.ts';

/** Moments of the system itself that are drawn; more of them would hide the chart, and all are in the table. */
const MOST_EVENTS = 40;

/**
 * Where users were, from 0 to the end without gaps: on a pool, or moving to one. A degradation or a restart makes
 * a phase of its own within them, as its `phase` says.
 * @param home the pool that has the users at first.
 */
export function phasesOf(timeline: readonly Recorded[], home: string, endS: number): PhasePlan[] {
  const changes = [{ atS: 0, label: `on ${home}`, unsettled: false }];
  const troubles = new Map<string, string>();
  let place = changes[0] as (typeof changes)[number];
  let active = home;
  const change = (atS: number): void => {
    const label = [place.label, ...troubles.values()].join(', ');
    changes.push({ atS: Math.max(0, atS), label, unsettled: place.unsettled || troubles.size > 0 });
  };
  for (const event of timeline) {
    if (!hasFacts(event)) continue;
    const { atS, target } = event;
    switch (event.operation) {
      case 'fail-over':
      case 'fail-back':
        place = { atS, label: `moving to ${event.to}`, unsettled: true };
        active = event.to;
        break;
      case 'fail-over-completed':
      case 'fail-back-completed':
        place = { atS, label: `on ${event.to}`, unsettled: false };
        break;
      case 'active-pool':
        // An ordered move says so itself; this one was decided by the proxy, which moves everybody at once.
        if (event.to === active) continue;
        place = { atS, label: `on ${event.to}`, unsettled: false };
        active = event.to;
        break;
      default: {
        if (event.phase === undefined) continue;
        const key = `${event.phase.of} ${target}`;
        if (event.phase.is === null) troubles.delete(key);
        else troubles.set(key, `${target} ${event.phase.is}`);
      }
    }
    change(atS);
  }
  return changes.flatMap(({ atS, label, unsettled }, i) => {
    const toS = Math.min(endS, changes[i + 1]?.atS ?? endS);
    return toS > atS ? [{ fromS: atS, toS, label, unsettled }] : [];
  });
}

/** Numbers the operations, by which the charts refer to them; what completes one, or the system did by itself, has none. */
export function numberedTimeline<Event extends Recorded>(timeline: readonly Event[]): Numbered<Event>[] {
  let number = 0;
  return timeline.map(event => ({
    ...event,
    number: hasFacts(event) && event.kind === 'operation' ? ++number : null,
  }));
}

type Numbered<Event> = Event & { readonly number: number | null };

/** An event, or what records have of one that were made before events had facts: it is listed, and not drawn. */
type Recorded = TimelineEvent | RunRecord['timeline'][number];

function hasFacts(event: Recorded): event is TimelineEvent {
  return 'kind' in event;
}

/** The moments to draw: operations after setup, what the system did by itself beside what bands show, and when timeouts began and service was back. */
export function marksOf({
  timeline,
  timeouts,
}: {
  readonly timeline: readonly Recorded[];
  readonly timeouts: Pick<RunRecord['timeouts'], 'onsetS' | 'recoveredS'>;
}): MarkPlan[] {
  const numbered = numberedTimeline(timeline);
  const operations = numbered.flatMap(({ atS, operation, target, number }): MarkPlan[] =>
    number === null || atS <= 0
      ? []
      : [{ atS, sign: String(number), label: `${operation} ${arrow(operation)}${target}`, kind: 'operation' }],
  );
  const events = numbered
    .filter(event => hasFacts(event) && event.kind === 'event' && event.operation !== 'active-pool')
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
