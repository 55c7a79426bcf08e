/** Events for tests: `at(13, 'fail-over', { to: 'alternate', overMs: 15_000 })`. */
import type { FactsOf, Shape } from './event-entry.ts';
import { EVENTS, eventOf, type TimelineEntry, type TimelineEvent } from './timeline-event.ts';

type Entry = (typeof EVENTS)[number];
type Facts = { readonly [Each in Entry as Each['name']]: Parameters<Each['at']>[1] };

/** @param atS seconds since t = 0 */
export function at<Name extends Entry['name']>(atS: number, name: Name, facts: Facts[Name]): TimelineEvent {
  const entry = EVENTS.find(each => each.name === name) as unknown as {
    at(atMs: number, facts: FactsOf<Shape>): TimelineEntry;
  };
  return eventOf(entry.at(atS * 1000, facts), 0);
}
