import type { TimelineEntry } from './catalogue/timeline-event.ts';

/** Entries that are kept: a site may stay up for days, and who keeps a drill's record is told of each. */
const MOST_ENTRIES = 1000;

/** What happened of one kind to one target, all times together. */
export interface Occurrences {
  readonly operation: TimelineEntry['operation'];
  readonly target: string;
  readonly count: number;
  /** The latest, ms on the Clock. */
  readonly atMs: number;
}

/** The operations and events of a site, in the order of time. */
export class Timeline {
  /** The latest. */
  readonly entries: TimelineEntry[] = [];
  /** Told of every entry. */
  listener: ((entry: TimelineEntry) => void) | null = null;
  readonly #occurrences = new Map<string, Occurrences>();

  add(entry: TimelineEntry): void {
    this.entries.push(entry);
    if (this.entries.length > MOST_ENTRIES) this.entries.shift();
    const { operation, target, atMs } = entry;
    const key = `${operation} ${target}`;
    const count = (this.#occurrences.get(key)?.count ?? 0) + 1;
    this.#occurrences.set(key, { operation, target, count, atMs });
    this.listener?.(entry);
  }

  /** Since the site is up, in the order in which they first were. */
  get occurrences(): readonly Occurrences[] {
    return [...this.#occurrences.values()];
  }
}
