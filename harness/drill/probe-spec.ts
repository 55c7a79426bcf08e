import type { SystemUnderTest } from '../topology/system-under-test.ts';
import type { Topology } from '../topology/topology.ts';
import type { AnySpec, DrillSpec } from './drill-spec.ts';

/** What all probes of a measurement have in common. */
export interface ProbeSetting {
  /** Has to bear all of the load. */
  readonly pool: string;
  readonly start: 'cold' | 'warm';
  readonly holdMs: number;
}

/** By how much more than what the pool bears a recovery begins, and for how many deadlines: its queues are then full of doomed requests. */
export const OVERLOAD = 1.5;
const OVERLOAD_DEADLINES = 10;
/** The longest window in which service must be back (model §7), ms. */
const RECOVERY_WINDOW_MS = 30_000;
/** After the last session has begun, its requests must be able to time out. */
const AFTER_DEADLINE_MS = 1000;

/** A drill that holds one load on the pool. @param factor of the script's own highest load */
export function holdSpec<Spec extends AnySpec>(
  base: Spec,
  { pool, start, holdMs }: ProbeSetting,
  factor: number,
): Spec {
  const direction = {
    load: { stages: [{ factor, durationMs: holdMs }], gracefulStopMs: gracefulStopMs(base.topology) },
    pool,
    stopWhenBroken: true,
  };
  // A system that exists is as it is.
  if (base.target !== undefined) return { ...base, direction };
  return { ...base, topology: probeTopology(base.topology, pool, start), direction };
}

/** A drill that overloads the pool and then holds a load, to see whether service comes back. @param overload a factor, as `factor` is */
export function recoverySpec(
  base: DrillSpec,
  { pool, start, holdMs }: ProbeSetting,
  overload: number,
  factor: number,
): DrillSpec {
  const topology = probeTopology(base.topology, pool, start);
  const stages = [
    { factor: overload, durationMs: OVERLOAD_DEADLINES * topology.proxy.timeoutMs },
    { factor, durationMs: holdMs + RECOVERY_WINDOW_MS },
  ];
  return {
    ...base,
    topology,
    direction: { load: { stages, gracefulStopMs: gracefulStopMs(topology) }, pool, stopWhenBroken: false },
  };
}

/** The topology with as many instances of the pool. */
export function withInstances(topology: Topology, pool: string, instances: number): Topology {
  const config = topology.pools[pool];
  if (config === undefined) throw new Error(`no pool ${pool}`);
  return { ...topology, pools: { ...topology.pools, [pool]: { ...config, instances } } };
}

/**
 * The pool starts as asked for, and the proxy leaves everybody where they are: one that moves users away by itself would have another
 * pool bear a part of the load. It is still the same topology, by its fingerprint.
 */
function probeTopology(topology: Topology, pool: string, start: 'cold' | 'warm'): Topology {
  const config = topology.pools[pool];
  if (config === undefined) throw new Error(`no pool ${pool}`);
  return {
    ...topology,
    pools: { ...topology.pools, [pool]: { ...config, start } },
    proxy: { ...topology.proxy, failover: 'manual' },
  };
}

function gracefulStopMs({ proxy }: Pick<SystemUnderTest, 'proxy'>): number {
  return proxy.timeoutMs + AFTER_DEADLINE_MS;
}
