/**
 * Why an instance did not do a piece of work. queue-full: not admitted; directory: the store of record failed; reset: the instance
 * died or was restarted while it held the work; refused: it is down.
 */
export type WorkFailure = 'queue-full' | 'directory' | 'reset' | 'refused';

/** One request at an instance, owned by whoever carries it (the HTTP side when live, the virtual host otherwise). */
export interface Work {
  readonly user: number;
  /** read: the user's record, through the cache; write: a command for the directory; plain: needs
   * nobody's record and costs a hit (the page, a deep health check). */
  readonly kind: 'read' | 'write' | 'plain';
  /** What the directory shall execute, for a write. */
  readonly command: unknown;
  /** The caller has gone; what happens then is `expired` and `keepLateResults`. */
  left: boolean;
  /**
   * Called exactly once, possibly before `submit` returns (refused, queue full). `result` is the record (null: no such user) of a
   * read, what the command returned of a write.
   */
  finished(result: unknown, failure: WorkFailure | null, now: number): void;
}
