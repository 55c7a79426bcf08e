import type { Activations } from '../../mock-service/model/cache/activations.ts';
import type { CacheNodes } from '../../mock-service/model/cache-nodes.ts';
import type { PoolActivity } from '../../mock-service/model/pool.ts';
import type { DirectorySample, LookupsByEntry, Measured, PoolSample, ProxySample } from '../measure/series.ts';
import type { ServersSample } from '../measure/servers-series.ts';
import type { NodeSample } from '../measure/tier-series.ts';
import type { FailoverProxy } from '../proxy/failover-proxy.ts';
import type { InstanceLoad } from './instance-load.ts';

/** What the processes of a site tell once a second, for the second that has just ended; of a target, what its metrics told of a second. */
export type SiteSample =
  | {
      readonly kind: 'pool';
      readonly name: string;
      readonly second: number;
      readonly sample: Measured<PoolSample>;
      /** Null: nobody counts. */
      readonly activations: Activations | null;
      /** Lookups by kind of entry; none where there is one kind. */
      readonly entries: LookupsByEntry;
      /** By index. */
      readonly instances?: readonly InstanceLoad[];
    }
  /** Of the proxy. */
  | { readonly kind: 'attempts'; readonly second: number; readonly sample: ProxySample }
  | {
      readonly kind: 'cache-tier';
      readonly second: number;
      readonly nodes: readonly NodeSample[];
      readonly activations: Activations;
    }
  | { readonly kind: 'proxy-servers'; readonly second: number; readonly sample: ServersSample }
  | { readonly kind: 'directory'; readonly second: number; readonly sample: Measured<DirectorySample> };

/** Of a second of a pool; null: nobody asked, or nobody counts. */
export function hitRatioOf({ hits, lookups }: Pick<Measured<PoolSample>, 'hits' | 'lookups'>): number | null {
  return hits === null || !lookups ? null : hits / lookups;
}

/** What a cache tier did since it was last asked. */
export function tierSample(tier: CacheNodes, second: number): SiteSample {
  return { kind: 'cache-tier', second, nodes: tier.sample(), activations: tier.activations() };
}

/** What the proxy's own servers did since they were last asked; nothing where they have no limits. */
export function serversSample({ forwarder: { servers } }: FailoverProxy, second: number): SiteSample[] {
  return servers === null ? [] : [{ kind: 'proxy-servers', second, sample: servers.sample() }];
}

/** A pool's own account of a second, as the record keeps it. */
export function poolSample(sample: PoolActivity): PoolSample {
  const { hit, stale, early, coalesced, miss } = sample.lookups;
  return {
    cpu: sample.cpu,
    memory: sample.memory,
    longestQueue: sample.longestQueue,
    queued: sample.queued,
    queueFull: sample.queueFull,
    inFlight: sample.inFlight,
    offered: sample.offered,
    lookups: hit + stale + early + coalesced + miss,
    hits: hit + stale + early,
    fills: sample.fills,
    restarts: sample.restarts,
    throttled: sample.throttled,
    coalesced,
    inService: sample.inService,
    alive: sample.alive,
    unwanted: sample.unwanted,
    contention: sample.contention,
    warming: sample.warming,
    shed: sample.shed,
    connections: sample.connections,
    connectionQueue: sample.connectionQueue,
    connectionsOpened: sample.connectionsOpened,
    noConnection: sample.noConnection,
  };
}
