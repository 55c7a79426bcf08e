import { Cache } from '../../mock-service/model/cache/cache.ts';
import type { CacheSettings } from '../../mock-service/settings/cache-settings.ts';
import type { ImportRoute } from './routes.ts';
import type { TrafficProfile } from './traffic-profile.ts';

/**
 * The hit ratio of one cache of the model, empty at first, that is asked for a profile's requests at their times, and filled at once.
 * @returns null: nothing is looked up
 */
export function profileHits(
  { requests }: TrafficProfile,
  routes: readonly ImportRoute[],
  settings: CacheSettings,
): number | null {
  const cache = new Cache(settings, 1);
  const numbers = new Map<string, number>();
  let [lookups, hits] = [0, 0];
  for (const { atMs, route, key } of requests) {
    const { reads, writes } = routes[route] as ImportRoute;
    const entry = (reads ?? (writes === 'uncached' ? null : writes))?.entry;
    if (entry === undefined) continue;
    const text = `${entry} ${key}`;
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    if (reads === null) {
      cache.invalidate(number, atMs);
      continue;
    }
    lookups++;
    const found = cache.lookup(number, atMs);
    if (found === 'miss') cache.store(number, true, 0, atMs);
    else hits++;
  }
  return lookups === 0 ? null : hits / lookups;
}
