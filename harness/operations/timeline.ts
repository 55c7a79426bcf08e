import type { TimelineEntry } from './catalogue/timeline-event.ts';

/** The drill's operations and events, in the order of time. */
export class Timeline {
  readonly entries: TimelineEntry[] = [];
  /** Told of every entry. */
  listener: ((entry: TimelineEntry) => void) | null = null;

  add(entry: TimelineEntry): void {
    this.entries.push(entry);
    this.listener?.(entry);
  }
}
