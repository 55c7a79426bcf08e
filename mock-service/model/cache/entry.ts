/** What the cache holds under one key, and its place in the eviction order. */
export interface Entry {
  readonly key: number;
  /** The record, or null: the directory has none (a negative entry). */
  record: unknown;
  expiresAt: number;
  /** When it was filled, and by what its ttl is multiplied (`ttlJitter`). */
  filledAt: number;
  drawn: number;
  /** How long each hit renews the entry (`expiry: sliding`), ms; 0 = fixed. */
  slideMs: number;
  /** How long the fill took from the miss to the store, ms: XFetch's δ. */
  filledInMs: number;
  /** Lookups that considered an early refresh, to key their draws. */
  considered: number;
  /** SIEVE's mark. */
  visited: boolean;
  newer: Entry | null;
  older: Entry | null;
}
