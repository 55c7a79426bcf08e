/** What was done or happened, and when. */
export interface TimelineEntry {
  /** ms on the Clock. */
  readonly atMs: number;
  /**
   * An operation's name; the same with `-completed` for its end (a drain, a restart, a degradation `for` a while); or what the
   * system did by itself: `active-pool`, `instance-down`, `instance-up`, `instance-ejected`, `instance-returned`, `instance-died`, `instance-restarted`.
   */
  readonly operation: string;
  /** A pool, an instance, the directory or the site. */
  readonly target: string;
  /** A phrase for people. */
  readonly detail: string;
}

/** The drill's operations and events, in the order of time. */
export class Timeline {
  readonly entries: TimelineEntry[] = [];
  /** Told of every entry. */
  listener: ((entry: TimelineEntry) => void) | null = null;

  add(atMs: number, operation: string, target: string, detail: string): void {
    const entry = { atMs, operation, target, detail };
    this.entries.push(entry);
    this.listener?.(entry);
  }
}
