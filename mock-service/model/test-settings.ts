import type { CacheSettings } from '../settings/cache-settings.ts';

/** Settings for tests: plain, nothing expires. */
export const SETTINGS: CacheSettings = {
  capacity: { entries: 1000 },
  policy: 'lru',
  ttlMs: Number.POSITIVE_INFINITY,
  ttlJitter: 0,
  expiry: 'fixed',
  coalesce: true,
  refreshAheadBeta: null,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
  negativeTtlMs: 5000,
  keepLateResults: true,
  entrySizeBytes: 2048,
  scope: 'instance',
};
