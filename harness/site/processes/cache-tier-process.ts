/** The process of a cache tier: its nodes, each with a queue of its own. */
import { cacheTierMetrics } from '../../../mock-service/http/cache-tier-metrics.ts';
import { serveCacheTier } from '../../../mock-service/http/cache-tier-server.ts';
import { addProcessMetrics } from '../../../mock-service/http/process-metrics.ts';
import { serviceAsset } from '../../../mock-service/http/service-asset.ts';
import { CacheNodes, type CacheTierConfig } from '../../../mock-service/model/cache-nodes.ts';
import { serviceOf } from '../../../mock-service/service/service-of.ts';
import type { NamedCacheSettings } from '../../../mock-service/settings/cache-settings.ts';
import { SystemClock } from '../../../mock-service/time/system-clock.ts';
import type { CacheTierCommand } from '../../operations/catalogue/site.ts';
import type { Topology } from '../../topology/topology.ts';
import { serviceConfig } from '../model-config.ts';
import { tierSample } from '../site-sample.ts';
import { isWarm, warmUpTier } from '../warm-up.ts';
import type { SampleCommand } from './directory-process.ts';
import { Lateness, latenessMessage } from './lateness.ts';
import { serveParent } from './parent.ts';
import { everySecond } from './second-ticks.ts';
import { applyToTier } from './tier-command.ts';

export interface CacheTierInit {
  readonly topology: Topology;
  readonly cacheTier: CacheTierConfig;
  readonly settings: NamedCacheSettings;
  readonly seed: number;
  readonly zeroEpochMs: number;
}

export interface CacheTierReady {
  /** Serves its metrics too. */
  readonly origin: string;
}

serveParent<CacheTierInit, CacheTierCommand | SampleCommand>({
  async start({ topology, cacheTier, settings, seed, zeroEpochMs }, tell) {
    const clock = new SystemClock(zeroEpochMs);
    const service = serviceOf(serviceConfig(topology, zeroEpochMs, seed), clock, 'cache-tier', serviceAsset);
    const tier = new CacheNodes(cacheTier, clock, settings.settings, service.entries, seed);
    if (isWarm(topology, settings)) warmUpTier(tier, service, seed);
    const metrics = cacheTierMetrics(tier);
    addProcessMetrics(metrics);
    const server = await serveCacheTier({ tier, host: '127.0.0.1', port: 0, metrics });
    return {
      ready: { origin: server.origin } satisfies CacheTierReady,
      command: command => {
        if (command.kind !== 'sample-from') return applyToTier(tier, command);
        tier.sample();
        const lateness = new Lateness(clock);
        everySecond(clock, command.startMs, second => {
          tell(tierSample(tier, second));
          tell(latenessMessage('cache-tier', second, lateness));
        });
      },
    };
  },
});
