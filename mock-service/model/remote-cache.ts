import type { CacheSettings } from '../settings/cache-settings.ts';
import type { Lookup } from './cache/cache.ts';

/** A lookup of an instance in a cache that is somewhere else. The caller owns the object. */
export interface RemoteLookup {
  readonly key: number;
  /**
   * Called once, or `lookUpFailed` is; possibly before `lookUp` returns.
   * @param record what was found, also where it has expired; null: there is nobody by that name, or nothing was found
   * @param standInUntil until when the record may stand in for a failed read, ms; 0: it may not
   */
  lookedUp(found: Lookup, record: unknown, standInUntil: number, now: number): void;
  lookUpFailed(now: number): void;
}

/** What an instance does when its lookup comes to nothing: go on as after a miss, or fail the request. */
export type OnFailure = 'miss' | 'error';

/**
 * The port to a cache tier: the nodes themselves when virtual, their process when live. Every call brings the settings of the instance that
 * makes it: instances with different ones may share the tier.
 */
export interface RemoteCache {
  readonly onFailure: OnFailure;
  lookUp(lookup: RemoteLookup, settings: CacheSettings): void;
  /** Stores what was read after a miss at `missedAt`; nobody waits for it. */
  fill(key: number, record: unknown, missedAt: number, settings: CacheSettings): void;
  /** A write has changed the record; nobody waits for it. */
  remove(key: number, settings: CacheSettings): void;
}
