/** The process of a pool: its instances, each an HTTP server of its own. */
import { HttpCacheTier } from '../../../mock-service/http/http-cache-tier.ts';
import { HttpDirectory } from '../../../mock-service/http/http-directory.ts';
import { serveInstance } from '../../../mock-service/http/instance-server.ts';
import { serveProcessMetrics } from '../../../mock-service/http/metrics-server.ts';
import { poolMetrics } from '../../../mock-service/http/pool-metrics.ts';
import { addProcessMetrics } from '../../../mock-service/http/process-metrics.ts';
import { serviceAsset } from '../../../mock-service/http/service-asset.ts';
import { Pool } from '../../../mock-service/model/pool.ts';
import { serviceOf } from '../../../mock-service/service/service-of.ts';
import type { NamedCacheSettings } from '../../../mock-service/settings/cache-settings.ts';
import { SystemClock } from '../../../mock-service/time/system-clock.ts';
import type { PoolCommand } from '../../operations/catalogue/site.ts';
import type { Topology } from '../../topology/topology.ts';
import { InstanceLoads } from '../instance-load.ts';
import { classesOf, poolModelConfig, serviceConfig } from '../model-config.ts';
import { poolSample, type SiteSample } from '../site-sample.ts';
import { warmUp } from '../warm-up.ts';
import type { SampleCommand } from './directory-process.ts';
import { Lateness, latenessMessage } from './lateness.ts';
import { serveParent } from './parent.ts';
import { applyToPool } from './pool-command.ts';
import { everySecond } from './second-ticks.ts';

export interface PoolInit {
  readonly topology: Topology;
  readonly name: string;
  readonly settings: NamedCacheSettings;
  readonly directoryOrigin: string;
  /** Null: there is no cache tier. */
  readonly cacheTierOrigin: string | null;
  readonly seed: number;
  readonly zeroEpochMs: number;
}

export interface PoolReady {
  /** Of the instances, by index. */
  readonly origins: readonly string[];
  readonly metricsPort: number;
}

/** An instance went down or came back, at `atMs` on the Clock. */
export interface LifeMessage {
  readonly kind: 'life';
  readonly index: number;
  readonly alive: boolean;
  readonly outOfMemory: boolean;
  readonly atMs: number;
}

serveParent<PoolInit, PoolCommand | SampleCommand>({
  async start({ topology, name, settings, directoryOrigin, cacheTierOrigin, seed, zeroEpochMs }, tell) {
    const clock = new SystemClock(zeroEpochMs);
    const service = serviceOf(serviceConfig(topology, zeroEpochMs, seed), clock, name, serviceAsset);
    const directory = new HttpDirectory(directoryOrigin, clock);
    const remote =
      cacheTierOrigin === null
        ? null
        : new HttpCacheTier(cacheTierOrigin, topology.cacheTier?.onFailure ?? 'miss', clock);
    const pool = new Pool(poolModelConfig(topology, service, name, remote), clock, directory, settings, seed);
    if (topology.pools[name]?.start === 'warm') warmUp(pool, service, seed);
    const classes = classesOf(topology);
    const servers = await Promise.all(
      pool.instances.map(instance => serveInstance({ service, instance, classes, host: '127.0.0.1', port: 0 })),
    );
    for (const [index, instance] of pool.instances.entries()) {
      instance.onLife = (alive, outOfMemory, atMs) => {
        if (alive) servers[index]?.up();
        else servers[index]?.down();
        tell({ kind: 'life', index, alive, outOfMemory, atMs } satisfies LifeMessage);
      };
    }
    const requests = servers.map(server => server.requests);
    const metrics = poolMetrics(pool, requests, clock);
    addProcessMetrics(metrics);
    const { port: metricsPort } = await serveProcessMetrics(metrics, { host: '127.0.0.1', port: 0 });
    return {
      ready: { origins: servers.map(({ origin }) => origin), metricsPort } satisfies PoolReady,
      command: command => {
        if (command.kind !== 'sample-from') return applyToPool(pool, command);
        pool.sample();
        const lateness = new Lateness(clock);
        const loads = new InstanceLoads(pool.instances, clock.now());
        everySecond(clock, command.startMs, second => {
          const activity = pool.sample();
          const sample = poolSample(activity);
          const instances = loads.next(clock.now());
          tell({
            ...{ kind: 'pool', name, second, sample, instances },
            ...{ activations: pool.activations(), entries: activity.lookupsByEntry },
          } satisfies SiteSample);
          tell(latenessMessage(name, second, lateness));
        });
      },
    };
  },
});
