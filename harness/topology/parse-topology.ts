import type { CacheTierConfig } from '../../mock-service/model/cache-nodes.ts';
import type { CostSpec } from '../../mock-service/model/cost-draws.ts';
import { check, type FindConflicts } from '../../mock-service/settings/check.ts';
import { fingerprint } from '../../mock-service/settings/fingerprint.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { type SetOption, withOptions } from '../../mock-service/settings/set-option.ts';
import { type Source, valueSource } from '../../mock-service/settings/source.ts';
import { printShare, printSize } from '../../mock-service/settings/units.ts';
import type { DistributionSpec } from '../../mock-service/time/distribution.ts';
import { limitField, limitIn, OBJECTIVES, type Objectives, objectivesOf } from '../verdict/objectives/objectives.ts';
import { toService } from './read-service.ts';
import { serviceConflicts } from './service-conflicts.ts';
import type {
  AutoscaleConfig,
  DirectoryConfig,
  OperationPaces,
  PoolConfig,
  ProxyConfig,
  ProxyServersConfig,
  RequestClass,
  Topology,
} from './topology.ts';
import { objectivesSchema, topologySchema, type WrittenTopology } from './topology-schema.ts';

/** The text of a file that a topology names, by its path from the topology's folder. @throws InputErrors if it cannot be read */
export type ReadBody = (file: string) => string;

/** The same for a value: what a test or another program builds. It names no files. */
export function checkTopology(value: unknown, label = 'inline topology'): Topology {
  return topologyOf(valueSource(value, label), [], noFile);
}

const noFile: ReadBody = file => {
  const message = `there is no folder to look for it in (got ${file})`;
  throw new InputErrors([{ file, line: null, column: null, path: '', message }]);
};

/** The topology that somebody wrote, with options laid over it. @throws InputErrors with everything that is wrong in both */
export function topologyOf(source: Source, options: readonly SetOption[], readBody: ReadBody): Topology {
  const written = check(withOptions(source, topologySchema, options), topologySchema, function* (value, isWritten) {
    yield* findConflicts(value, isWritten);
    if (value.service === undefined) return;
    const conflicts = serviceConflicts(value.users, readBody)(value.service, path => isWritten(['service', ...path]));
    for (const { path, others = [], ...words } of conflicts) yield { ...words, path: ['service', ...path], others };
  });
  const topology = toTopology(written, readBody);
  const { calibration } = written;
  return {
    ...topology,
    // Where its numbers come from changes nothing of what it is.
    ...(calibration !== undefined && { calibration }),
    fingerprint: fingerprint({ ...topology, objectives: withoutLater(topology.objectives) }),
  };
}

/** Without the objectives that came later and are as if they were not written: records made before stay comparable. */
function withoutLater(objectives: Objectives): Partial<Objectives> {
  const unset = objectivesOf(objectivesSchema.parse({}));
  const kept = OBJECTIVES.filter(each => !each.later || limitIn(objectives, each) !== limitIn(unset, each));
  return Object.fromEntries(kept.map(each => [limitField(each), limitIn(objectives, each)]));
}

const findConflicts: FindConflicts<WrittenTopology> = function* (value, written) {
  for (const name of ['primary', 'alternate'])
    if (!Object.hasOwn(value.pools, name))
      yield {
        path: ['pools', name],
        wrong: 'missing',
        allowed: 'a drill fails over from primary to alternate; both are needed',
      };
  const { baseMemory } = value.cost;
  for (const [name, { memory }] of Object.entries(value.pools))
    if (memory <= baseMemory)
      yield {
        path: ['pools', name, 'memory'],
        others: [['cost', 'baseMemory']],
        wrong: 'an instance would die as it starts',
        allowed: `above cost.baseMemory, ${printSize(baseMemory)}`,
      };
  for (const [name, { instances, autoscale }] of Object.entries(value.pools)) {
    if (autoscale === undefined || (autoscale.min <= instances && instances <= autoscale.max)) continue;
    yield {
      path: ['pools', name, 'instances'],
      others: [
        ['pools', name, 'autoscale', 'min'],
        ['pools', name, 'autoscale', 'max'],
      ],
      wrong: 'not between autoscale.min and autoscale.max',
      allowed: `from ${autoscale.min} up to ${autoscale.max}`,
    };
  }
  for (const [name, { shed }] of Object.entries(value.pools)) {
    if (shed === undefined || shed.from < shed.to) continue;
    yield {
      path: ['pools', name, 'shed', 'from'],
      others: [['pools', name, 'shed', 'to']],
      wrong: 'not below shed.to',
      allowed: `below ${printShare(shed.to)}`,
    };
  }
  for (const [name, { routes }] of Object.entries(value.classes ?? {}))
    for (const [i, route] of routes.entries())
      if (!/^[A-Z]+ \/\S*$/.test(route))
        yield {
          path: ['classes', name, 'routes', i],
          wrong: 'not a route',
          allowed: 'a method and a path, such as GET /users/:user',
        };
  const { servers } = value.proxy;
  if (servers !== undefined && servers.memory <= servers.baseMemory)
    yield {
      path: ['proxy', 'servers', 'memory'],
      others: [['proxy', 'servers', 'baseMemory']],
      wrong: 'a server would die as it starts',
      allowed: `above proxy.servers.baseMemory, ${printSize(servers.baseMemory)}`,
    };
  if (servers !== undefined && Object.hasOwn(value.pools, 'proxy'))
    yield {
      path: ['pools', 'proxy'],
      others: [['proxy', 'servers']],
      wrong: "the name of the proxy's own servers",
      allowed: 'another name, where proxy.servers are given',
    };
  if (value.proxy.connectTimeout > value.proxy.timeout)
    yield {
      path: written(['proxy', 'connectTimeout']) ? ['proxy', 'connectTimeout'] : ['proxy', 'timeout'],
      others: [
        ['proxy', 'timeout'],
        ['proxy', 'connectTimeout'],
      ],
      wrong: 'connectTimeout could never act',
      allowed: 'proxy.connectTimeout may be at most proxy.timeout',
    };
};

function toTopology(value: WrittenTopology, readBody: ReadBody): Omit<Topology, 'fingerprint'> {
  const { directory, objectives, service } = value;
  const { requestSize, baseMemory, gc, contention } = value.cost;
  const cost = { hit: toCost(value.cost.hit), miss: toCost(value.cost.miss), write: toCost(value.cost.write) };
  return {
    name: value.name,
    scale: value.scale,
    users: value.users,
    popularity: value.popularity,
    peakPerSecond: value.peak,
    pools: Object.fromEntries(Object.entries(value.pools).map(([name, pool]) => [name, toPool(pool)])),
    cost: {
      ...cost,
      requestSizeBytes: requestSize,
      baseMemoryBytes: baseMemory,
      gc,
      ...(contention && { contention }),
    },
    directory: {
      latency: toSpec(directory.latency),
      concurrency: directory.concurrency,
      timeoutMs: directory.timeout,
      errors: directory.errors,
      unknownUsers: directory.unknownUsers,
      ...(directory.connections !== undefined && toConnections(directory.connections)),
    },
    ...(value.cacheTier !== undefined && { cacheTier: toCacheTier(value.cacheTier) }),
    proxy: toProxy(value.proxy),
    ...(value.operations !== undefined && { operations: toPaces(value.operations) }),
    ...(value.classes !== undefined && { classes: toClasses(value.classes) }),
    ...(service === undefined ? {} : { service: toService(service, cost, readBody) }),
    objectives: objectivesOf(objectives),
  };
}

function toClasses(written: NonNullable<WrittenTopology['classes']>): RequestClass[] {
  return Object.entries(written).map(([name, { routes, header = null, objectives }]) => {
    return { name, routes, header, objectives };
  });
}

function toConnections(
  written: NonNullable<WrittenTopology['directory']['connections']>,
): Pick<DirectoryConfig, 'connections' | 'setUpMs'> {
  const { perInstance, wait, setUp, keep } = written;
  return { connections: { perInstance, waitMs: wait, keepMs: keep }, setUpMs: setUp };
}

function toCacheTier(written: NonNullable<WrittenTopology['cacheTier']>): CacheTierConfig {
  const { timeout, restartAfter, latency, ...same } = written;
  return { ...same, latency: toSpec(latency), timeoutMs: timeout, restartAfterMs: restartAfter };
}

function toPaces(operations: NonNullable<WrittenTopology['operations']>): OperationPaces {
  const { deploy, 'roll-back': rollBack, 'fail-over': failOver } = operations;
  return {
    ...(deploy !== undefined && { deploy: { takesMs: deploy.takes, fails: deploy.fails } }),
    ...(rollBack !== undefined && { 'roll-back': { takesMs: rollBack.takes, fails: rollBack.fails } }),
    ...(failOver !== undefined && { 'fail-over': { detectMs: failOver.detect } }),
  };
}

function toPool(pool: WrittenTopology['pools'][string]): PoolConfig {
  const { memory, restartAfter, quota, autoscale, slowStart, warmUp, shed, ...same } = pool;
  const { period, threads = Math.ceil(pool.cores) } = quota ?? { period: 0 };
  return {
    ...same,
    ...(quota === undefined ? {} : { quota: { periodMs: period, threads } }),
    memoryBytes: memory,
    restartAfterMs: restartAfter,
    ...(autoscale !== undefined && { autoscale: toAutoscale(autoscale) }),
    ...(slowStart !== undefined && { slowStart: { windowMs: slowStart.window, aggression: slowStart.aggression } }),
    ...(shed !== undefined && { shed }),
    ...(warmUp !== undefined && { warmUp: { factor: warmUp.factor, forMs: warmUp.for } }),
  };
}

function toAutoscale(written: NonNullable<WrittenTopology['pools'][string]['autoscale']>): AutoscaleConfig {
  const { every, boot, stabilize, ...same } = written;
  return { ...same, everyMs: every, bootMs: boot, stabilizeMs: stabilize };
}

function toProxy({ health, ejection, failover, ...proxy }: WrittenTopology['proxy']): ProxyConfig {
  return {
    timeoutMs: proxy.timeout,
    connectTimeoutMs: proxy.connectTimeout,
    ...(proxy.idleTimeout !== undefined && { idleTimeoutMs: proxy.idleTimeout }),
    retries: proxy.retries,
    retryOn: [...new Set(proxy.retryOn)].sort(),
    retryBudget: proxy.retryBudget,
    balance: proxy.balance,
    failover: failover === 'priority' ? { priority: { overprovisioning: 1.4 } } : failover,
    health: {
      intervalMs: health.interval,
      timeoutMs: health.timeout,
      fall: health.fall,
      rise: health.rise,
      depth: health.depth,
    },
    ejection:
      ejection === 'off'
        ? 'off'
        : { consecutive: ejection.consecutive, forMs: ejection.for, maxShare: ejection.maxShare },
    networkDelayMs: proxy.networkDelay,
    ...(proxy.servers !== undefined && { servers: toServers(proxy.servers) }),
  };
}

function toServers(written: NonNullable<WrittenTopology['proxy']['servers']>): ProxyServersConfig {
  const { memory, requestSize, baseMemory, restartAfter, cost, ...same } = written;
  return {
    ...same,
    cost: toSpec(cost),
    memoryBytes: memory,
    requestSizeBytes: requestSize,
    baseMemoryBytes: baseMemory,
    restartAfterMs: restartAfter,
  };
}

/** The schema lets exactly one key through, here and below. */
function toSpec(written: WrittenTopology['directory']['latency']): DistributionSpec {
  return written as DistributionSpec;
}

function toCost(written: WrittenTopology['cost']['hit']): CostSpec {
  return written as CostSpec;
}
