import type { CacheSettings } from '../settings/cache-settings.ts';
import { checkCacheSettings } from '../settings/read-cache-settings.ts';

/** Settings for tests: the defaults, with few entries, of which none expires. */
export const SETTINGS: CacheSettings = checkCacheSettings({ capacity: 1000, ttl: 'none', ttlJitter: 0 }).settings;
