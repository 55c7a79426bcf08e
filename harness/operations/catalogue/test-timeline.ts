/** Events for tests: `at(13, 'fail-over', { to: 'alternate', overMs: 15_000 })`. */
import { type EVENTS, entryNamed, eventOf, type TimelineEntry, type TimelineEvent } from './timeline-event.ts';

type Entry = (typeof EVENTS)[number];
type Facts = { readonly [Each in Entry as Each['name']]: Parameters<Each['at']>[1] };

/** @param atS seconds since t = 0 */
export function at<Name extends Entry['name']>(atS: number, name: Name, facts: Facts[Name]): TimelineEvent {
  return eventOf(entryNamed(name).at(atS * 1000, facts) as TimelineEntry, 0);
}
