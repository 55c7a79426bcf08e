import type { CacheNodes } from '../../mock-service/model/cache-nodes.ts';
import type { Pool } from '../../mock-service/model/pool.ts';
import type { Service, WarmKeys } from '../../mock-service/service/service.ts';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { hashText, mix, uniform } from '../../mock-service/time/random.ts';
import { rendezvous } from '../proxy/rendezvous.ts';
import type { Topology } from '../topology/topology.ts';

/**
 * Fills a pool's caches for `start: warm`, as far as they go: what is a user's, where the proxy would send that user; what is nobody's,
 * in every instance, since anybody may ask for it anywhere. What is asked for most often comes first.
 */
export function warmUp(pool: Pool, service: Service, seed: number): void {
  const homes = Array.from({ length: pool.inService }, (_, index) => ({
    index,
    key: hashText(`${pool.name}-${index}`),
  }));
  const ageKey = mix(mix(seed, hashText(pool.name)), hashText('warm'));
  // Round-robin and least-request send a user anywhere: each instance then holds its share of the users all the same.
  const owner = (user: number): number => (rendezvous(homes, user, null) as { index: number }).index;
  const warm = (index: number, key: number): void =>
    pool.warm(index, key, service.untouched(key), uniform(mix(ageKey, key)));
  for (const { kind, i } of byRate(service.warm, homes.length)) {
    const key = kind.first + i;
    if (kind.ofUsers) warm(owner(i), key);
    else for (const { index } of homes) warm(index, key);
  }
}

/** Whether a cache tier is warm at the start: if any pool is, and uses it. */
export function isWarm({ pools }: Topology, { settings }: NamedCacheSettings): boolean {
  return settings.scope === 'tier' && Object.values(pools).some(({ start }) => start === 'warm');
}

/** Fills a cache tier, what is asked for most often first: as old as in a pool of its name. */
export function warmUpTier(tier: CacheNodes, service: Service, seed: number): void {
  const ageKey = mix(mix(seed, hashText('cache-tier')), hashText('warm'));
  for (const { kind, i } of byRate(service.warm, 1)) {
    const key = kind.first + i;
    tier.warm(key, service.untouched(key), uniform(mix(ageKey, key)));
  }
}

/**
 * The keys of all kinds, those first that one instance is asked for most often if every kind is asked for as often as any other; of
 * those alike, by their numbers.
 */
export function* byRate(
  kinds: readonly WarmKeys[],
  instances: number,
): Generator<{ readonly kind: WarmKeys; readonly i: number }> {
  const queues = kinds.map(kind => ({ kind, i: 0, rate: rateOf(kind, kind.ofUsers ? 1 : instances) }));
  for (let left = queues.reduce((sum, { kind }) => sum + kind.count, 0); left > 0; left--) {
    let next = queues[0] as (typeof queues)[number];
    for (const each of queues) {
      const [mine, best] = [each.rate(each.i), next.rate(next.i)];
      if (mine > best || (mine === best && each.i < next.i)) next = each;
    }
    yield { kind: next.kind, i: next.i++ };
  }
}

/** The share of its kind's requests that an instance sees for the i-th key; −1 beyond the last. */
function rateOf({ count, popularity }: WarmKeys, instances: number): (i: number) => number {
  if (popularity === 'uniform') return i => (i < count ? 1 / count / instances : -1);
  const weight = (i: number): number => Math.exp(-popularity.zipf * Math.log(i + 1));
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weight(i);
  return i => (i < count ? weight(i) / sum / instances : -1);
}
