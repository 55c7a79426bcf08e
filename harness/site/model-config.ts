import type { PoolModelConfig } from '../../mock-service/model/pool.ts';
import type { RemoteCache } from '../../mock-service/model/remote-cache.ts';
import { RequestClasses } from '../../mock-service/model/request-classes.ts';
import type { Service, ServiceConfig } from '../../mock-service/service/service.ts';
import type { Site } from '../operations/catalogue/site.ts';
import type { PoolConfig, Topology } from '../topology/topology.ts';

/** What of a topology and its service a pool's model needs. */
export function poolModelConfig(
  topology: Topology,
  { costs, entries }: Pick<Service, 'costs' | 'entries'>,
  name: string,
  remote: RemoteCache | null = null,
): PoolModelConfig {
  const { cost } = topology;
  const pool = topology.pools[name] as PoolConfig;
  return {
    name,
    instances: pool.instances,
    ...(pool.autoscale === undefined ? {} : { most: pool.autoscale.max }),
    warm: pool.start === 'warm',
    ...(pool.shed === undefined ? {} : { shed: { ...pool.shed, classes: Math.max(1, topology.classes?.length ?? 0) } }),
    cost,
    otherCosts: costs,
    entries,
    remote,
    ...(topology.directory.connections === undefined ? {} : { connections: topology.directory.connections }),
    instance: {
      cores: pool.cores,
      ...(pool.quota === undefined ? {} : { quota: pool.quota }),
      memoryBytes: pool.memoryBytes,
      queue: pool.queue,
      expired: pool.expired,
      restartAfterMs: pool.restartAfterMs,
      requestSizeBytes: cost.requestSizeBytes,
      baseMemoryBytes: cost.baseMemoryBytes,
      gc: cost.gc,
      ...(cost.contention === undefined ? {} : { contention: cost.contention }),
      ...(pool.warmUp === undefined ? {} : { warmUp: pool.warmUp }),
    },
  };
}

/** What the proxy needs of a pool that begins slowly. */
export function slowStartOf({ pools }: Topology, name: string): Pick<PoolConfig, 'slowStart'> {
  const { slowStart } = pools[name] as PoolConfig;
  return slowStart === undefined ? {} : { slowStart };
}

/** Tells requests' classes; null: they have none. */
export function classesOf({ classes }: Pick<Topology, 'classes'>): RequestClasses | null {
  return classes === undefined ? null : new RequestClasses(classes);
}

/** What proxy, instances and directory of a drill agree on. @param epochMs the Clock's zero as Unix time. */
export function serviceConfig(topology: Topology, epochMs: number, seed: number): ServiceConfig {
  const { users, name: region, service } = topology;
  return { users, region, epochMs, seed, ...(service === undefined ? {} : { declared: service }) };
}

/** What operators know of the pools. */
export function sitePools(topology: Topology): Site['pools'] {
  return Object.entries(topology.pools).map(([name, { instances, restartAfterMs }]) => ({
    name,
    instances,
    restartAfterMs,
  }));
}
