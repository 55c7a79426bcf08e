/** Cache settings as the model uses them: durations in ms, sizes in bytes, shares 0–1. The file format is model §10. */
export interface CacheSettings {
  /** Entries, or bytes (divided by `entrySizeBytes` to give entries). */
  readonly capacity: { readonly entries: number } | { readonly bytes: number };
  readonly policy: 'lru' | 'fifo' | 'sieve';
  /** How long a filled entry is fresh; Infinity = never expires. */
  readonly ttlMs: number;
  /** Each entry's ttl is spread uniformly over ttl·(1 ± ttlJitter). */
  readonly ttlJitter: number;
  readonly expiry: 'fixed' | 'sliding';
  readonly coalesce: boolean;
  /** XFetch's β, or null = off. */
  readonly refreshAheadBeta: number | null;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly negativeTtlMs: number;
  readonly keepLateResults: boolean;
  readonly entrySizeBytes: number;
  readonly scope: 'instance' | 'pool';
}

/** Settings with a name (the file's stem) and a fingerprint (16 hex digits over the canonical values, not the text). */
export interface NamedCacheSettings {
  readonly name: string;
  readonly fingerprint: string;
  readonly settings: CacheSettings;
}
