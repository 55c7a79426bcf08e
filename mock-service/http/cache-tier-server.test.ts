import { afterEach, expect, test } from 'vitest';
import { CacheNodes, type CacheTierConfig } from '../model/cache-nodes.ts';
import { SETTINGS } from '../model/test-settings.ts';
import type { CacheSettings } from '../settings/cache-settings.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { cacheTierMetrics } from './cache-tier-metrics.ts';
import { serveCacheTier } from './cache-tier-server.ts';
import { HttpCacheTier } from './http-cache-tier.ts';

const open: { close(): Promise<void> | void }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** Everything is due at once: the clock stands. */
class StandingClock extends VirtualClock {
  override schedule(...[timer]: Parameters<VirtualClock['schedule']>): void {
    setImmediate(() => timer.handler.fire(0));
  }
}

async function tier(concurrency = 10) {
  const clock = new StandingClock();
  const config: CacheTierConfig = {
    ...{ nodes: 2, capacity: { entries: 10 }, latency: { fixed: 0 }, concurrency, timeoutMs: 1000 },
    ...({ onFailure: 'miss', hashing: 'ring', restartAfterMs: 1000 } as const),
  };
  const nodes = new CacheNodes(config, clock, SETTINGS, null, 1);
  const server = await serveCacheTier({ tier: nodes, host: '127.0.0.1', port: 0, metrics: cacheTierMetrics(nodes) });
  const far = new HttpCacheTier(server.origin, 'miss', clock);
  open.push(far, server);
  return { far, server, nodes };
}

function look(far: HttpCacheTier, key: number, settings: CacheSettings): Promise<unknown[]> {
  return new Promise(resolve =>
    far.lookUp(
      { key, lookedUp: (...found) => resolve(found.slice(0, 2)), lookUpFailed: () => resolve(['failed']) },
      settings,
    ),
  );
}

test('lookups, fills and removals go over the wire with the settings of who makes them', async () => {
  const { far, server } = await tier();
  const forEver = { ...SETTINGS, ttlMs: Number.POSITIVE_INFINITY };
  expect(await look(far, 1, forEver)).toEqual(['miss', null]);
  far.fill(1, { user: 1 }, 0, forEver);
  expect(await look(far, 1, forEver)).toEqual(['hit', { user: 1 }]);
  far.remove(1, forEver);
  expect(await look(far, 1, forEver)).toEqual(['miss', null]);
  const metrics = await (await fetch(`${server.origin}/metrics`)).text();
  expect(metrics).toMatch(/headroom_cache_tier_lookups_total\{node="\d",result="hit"\} 1/);
});

test('lookups fail when the tier is gone', async () => {
  const { far, server } = await tier();
  await look(far, 1, SETTINGS);
  await server.close();
  expect(await look(far, 1, SETTINGS)).toEqual(['failed']);
});
