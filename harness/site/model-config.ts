import type { Pool, PoolModelConfig } from '../../mock-service/model/pool.ts';
import type { Service } from '../../mock-service/service/service.ts';
import type { ServiceConfig } from '../../mock-service/service/service-of.ts';
import { hashText, mix, uniform } from '../../mock-service/time/random.ts';
import { rendezvous } from '../proxy/rendezvous.ts';
import type { PoolConfig, Topology } from '../topology/topology.ts';

/** What of a topology a pool's model needs. */
export function poolModelConfig(topology: Topology, name: string): PoolModelConfig {
  const { cost } = topology;
  const pool = topology.pools[name] as PoolConfig;
  return {
    name,
    instances: pool.instances,
    cost,
    instance: {
      cores: pool.cores,
      memoryBytes: pool.memoryBytes,
      queue: pool.queue,
      expired: pool.expired,
      restartAfterMs: pool.restartAfterMs,
      requestSizeBytes: cost.requestSizeBytes,
      baseMemoryBytes: cost.baseMemoryBytes,
      gc: cost.gc,
    },
  };
}

/** What proxy, instances and directory of a drill agree on. @param epochMs the Clock's zero as Unix time. */
export function serviceConfig(topology: Topology, epochMs: number, seed: number): ServiceConfig {
  return { users: topology.users, region: topology.name, epochMs, seed };
}

/** Fills a pool's caches for `start: warm`: each user where the proxy would send it. */
export function warmUp(pool: Pool, topology: Topology, service: Service, seed: number): void {
  const homes = pool.instances.map((_, index) => ({ index, key: hashText(`${pool.name}-${index}`) }));
  const key = mix(mix(seed, hashText(pool.name)), hashText('warm'));
  // Round-robin and least-request send a user anywhere: each instance then holds its share of the users all the same.
  const owner = (user: number): number => (rendezvous(homes, user, null) as { index: number }).index;
  pool.warm(
    topology.users,
    owner,
    user => service.untouched(user),
    user => uniform(mix(key, user)),
  );
}
