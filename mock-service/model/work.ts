/**
 * Why an instance did not do a piece of work. queue-full: not admitted; shed: not admitted, for its class and the CPU; directory: the store of record failed; no-connection: none to it was
 * free in time; cache-tier: the cache tier failed, where that fails requests; reset: the instance died or was restarted while it held the
 * work; refused: it is down.
 */
export type WorkFailure = 'queue-full' | 'shed' | 'directory' | 'cache-tier' | 'no-connection' | 'reset' | 'refused';

/** Why an instance that is up answers that it did not do it. */
export type WorkRefusal = Exclude<WorkFailure, 'reset' | 'refused'>;

/** One request at an instance, owned by whoever carries it (the HTTP side when live, the virtual host otherwise). */
export interface Work {
  /** What it reads or writes: a number in the service's key spaces. */
  readonly key: number;
  /** Further keys: a read looks them up too, a write removes their entries too. */
  readonly more: readonly number[];
  /** Whether a read looks up all its keys at once; else one after another, each when the one before is there. */
  readonly together: boolean;
  /**
   * read: records of the store, through the cache; write: a command for the store, after which the entries of the keys go; uncached:
   * a read or a command that leaves the cache alone; plain: needs nobody's record and costs a hit (a page, a deep health check).
   */
  readonly kind: 'read' | 'write' | 'uncached' | 'plain';
  /** What the directory shall execute; null for what reads. */
  readonly command: unknown;
  /** Which of the pool's costs it has, by index; 0 = the topology's. */
  readonly costs: number;
  /** The place of its class among those of requests, 0 the most important. */
  readonly rank: number;
  /** The caller has gone; what happens then is `expired` and `keepLateResults`. */
  left: boolean;
  /**
   * Called exactly once, possibly before `submit` returns (refused, queue full). `result` is the record of a read, of several the one
   * read last (null: one of them found nothing), and what its command returned otherwise.
   */
  finished(result: unknown, failure: WorkFailure | null, now: number): void;
}

/** The further keys of most work. */
export const NO_KEYS: readonly number[] = Object.freeze([]);
