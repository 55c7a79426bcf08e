import { CacheNodes } from '../../mock-service/model/cache-nodes.ts';
import { DirectoryModel } from '../../mock-service/model/directory.ts';
import { Pool } from '../../mock-service/model/pool.ts';
import { serviceOf } from '../../mock-service/service/service-of.ts';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { timer } from '../../mock-service/time/clock.ts';
import type { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { Site } from '../operations/catalogue/site.ts';
import { Operations } from '../operations/operations.ts';
import { Timeline } from '../operations/timeline.ts';
import { VirtualControl } from '../operations/virtual-control.ts';
import { AttemptCounts } from '../proxy/attempt-counts.ts';
import { FailoverProxy } from '../proxy/failover-proxy.ts';
import { InstanceOutcomes } from '../proxy/instance-outcome.ts';
import { VirtualProxy } from '../proxy/virtual-proxy.ts';
import type { PoolConfig, Topology } from '../topology/topology.ts';
import { VirtualNetwork } from '../transport/virtual-network.ts';
import { Autoscaler } from './autoscaler.ts';
import { InstanceLoads } from './instance-load.ts';
import { joinInstances, type SiteSecond } from './instance-second.ts';
import { classesOf, poolModelConfig, serviceConfig, sitePools, slowStartOf } from './model-config.ts';
import { applyToPool } from './processes/pool-command.ts';
import { applyToProxy } from './processes/proxy-command.ts';
import { applyToTier } from './processes/tier-command.ts';
import { routeNames } from './route-names.ts';
import { hitRatioOf, poolSample, type SiteSample, serversSample, tierSample } from './site-sample.ts';
import { VirtualInstance } from './virtual-instance.ts';
import { isWarm, warmUp, warmUpTier } from './warm-up.ts';

/** Where things are on the virtual network. */
export const VIRTUAL_BASE_URL = 'http://proxy.headroom.test';
export const VIRTUAL_CONTROL_URL = 'http://control.headroom.test';
const VIRTUAL_TOKEN = 'virtual';

/** Virtual time begins on the morning of the incident, 1 June 2026, 06:00 UTC: Unix time in ms. */
export const VIRTUAL_EPOCH_MS = 1_780_293_600_000;

/** Nobody looks at a page in a virtual drill. */
const NO_PAGE = { text: () => 'My Sign-Ins' };

export interface SiteSettings {
  readonly underTest: NamedCacheSettings;
  readonly baseline: NamedCacheSettings;
}

/** A topology as objects on a virtual network: everything but the load. */
export class VirtualSite {
  readonly network: VirtualNetwork;
  readonly timeline = new Timeline();
  readonly operations: Operations;
  readonly token = VIRTUAL_TOKEN;
  readonly #clock: VirtualClock;
  readonly #directory: DirectoryModel;
  readonly #tier: CacheNodes | null;
  readonly #pools: Pool[];
  readonly #proxy: FailoverProxy;
  readonly #attempts: AttemptCounts;
  readonly #autoscalers: ReadonlyMap<string, Autoscaler>;

  constructor(topology: Topology, settings: SiteSettings, clock: VirtualClock, seed: number) {
    this.#clock = clock;
    this.network = new VirtualNetwork(clock, topology.proxy.networkDelayMs);
    const service = serviceOf(serviceConfig(topology, VIRTUAL_EPOCH_MS, seed), clock, 'virtual', () => NO_PAGE);
    this.#directory = new DirectoryModel(clock, topology.directory, service.store(), seed);
    const { cacheTier } = topology;
    this.#tier =
      cacheTier === undefined
        ? null
        : new CacheNodes(cacheTier, clock, settings.underTest.settings, service.entries, seed);
    this.#pools = Object.keys(topology.pools).map(
      name =>
        new Pool(
          poolModelConfig(topology, service, name, this.#tier),
          clock,
          this.#directory,
          settings.underTest,
          seed,
        ),
    );
    for (const pool of this.#pools) if (topology.pools[pool.name]?.start === 'warm') warmUp(pool, service, seed);
    if (this.#tier !== null && isWarm(topology, settings.underTest)) warmUpTier(this.#tier, service, seed);
    const classes = classesOf(topology);
    for (const pool of this.#pools) {
      for (const instance of pool.instances) {
        const host = new VirtualInstance(this.network, service, instance, VIRTUAL_BASE_URL, classes);
        this.network.serve(originOf(pool, instance.index), host);
        instance.onLife = (alive, outOfMemory, atMs) =>
          this.operations.noteLife(pool.name, instance.index, { alive, outOfMemory, atMs });
      }
    }
    this.#proxy = new FailoverProxy({
      config: topology.proxy,
      pools: this.#pools.map(pool => ({
        name: pool.name,
        origins: pool.instances.map((_, i) => originOf(pool, i)),
        inService: pool.inService,
        ...slowStartOf(topology, pool.name),
      })),
      clock,
      transport: this.network,
      classes,
      seed,
      listener: event => this.operations.note(event),
    });
    const virtualProxy = new VirtualProxy(this.#proxy.forwarder, this.network, exchange =>
      service.userOf(exchange.headers, exchange.path),
    );
    this.network.serve(VIRTUAL_BASE_URL, virtualProxy);
    this.operations = new Operations(
      clock,
      this.#site(topology, routeNames(service)),
      settings,
      this.timeline,
      topology.operations,
      seed,
    );
    this.network.serve(VIRTUAL_CONTROL_URL, new VirtualControl(this.network, this.operations, this.token));
    this.#proxy.start();
    this.#attempts = new AttemptCounts(this.#proxy);
    this.#autoscalers = this.#autoscalersOf(topology, seed);
  }

  #autoscalersOf({ pools }: Topology, seed: number): Map<string, Autoscaler> {
    const autoscalers = new Map<string, Autoscaler>();
    for (const pool of this.#pools) {
      const { autoscale, instances } = pools[pool.name] as PoolConfig;
      if (autoscale === undefined) continue;
      const scaler = new Autoscaler(autoscale, pool.name, instances, this.#clock, seed, {
        scale: count => {
          pool.scale(count);
          this.#proxy.scale(pool.name, count);
        },
        note: happening => this.operations.note(happening),
      });
      autoscalers.set(pool.name, scaler);
    }
    return autoscalers;
  }

  /** What there is to measure, for who looks at it from outside of the drill. */
  get measured(): { readonly pools: readonly Pool[]; readonly directory: DirectoryModel } {
    return { pools: this.#pools, directory: this.#directory };
  }

  /** Calls `tell` for every second from `startMs` on, when it has ended. */
  sampleFrom(startMs: number, tell: (sample: SiteSample) => void): void {
    this.#sample();
    let second = 0;
    const sample = () => {
      for (const each of this.#sample(second)) {
        tell(each);
        if (each.kind !== 'pool') continue;
        this.#autoscalers.get(each.name)?.sampled(each.sample.cpu ?? 0);
        this.operations.sampled(each.name, hitRatioOf(each.sample));
      }
    };
    const tick = timer(() => {
      sample();
      second++;
      this.#clock.schedule(tick, startMs + (second + 1) * 1000);
    });
    this.#clock.schedule(tick, startMs + 1000);
    this.#sampleRest = () => {
      this.#clock.cancel(tick);
      if (this.#clock.now() > startMs + second * 1000) sample();
    };
  }

  /** Tells of the second that has begun, and of none after it. */
  sampleRest(): void {
    this.#sampleRest();
  }

  /** What is being worked on now, in words: for who looks for what a drill waits for. */
  underWay(): string[] {
    const { active, waiting } = this.#directory;
    const held = this.#pools.map(pool => ({
      name: pool.name,
      held: pool.instances.reduce((sum, { held }) => sum + held, 0),
    }));
    const counts: [string, number][] = [
      ['requests in the proxy', this.#proxy.forwarder.inFlight],
      ...held.map(({ name, held }): [string, number] => [`requests at ${name}`, held]),
      ['directory calls', active],
      ['directory calls that wait for a slot', waiting],
    ];
    return counts.filter(([, count]) => count > 0).map(([what, count]) => `${what}: ${count}`);
  }

  /** Makes seconds of all instances: each call of what it returns gives the time since the one before. */
  watchInstances(): (second: number) => SiteSecond {
    const outcomes = new InstanceOutcomes(this.#proxy);
    const loads = this.#pools.map(({ name, instances }) => ({
      name,
      loads: new InstanceLoads(instances, this.#clock.now()),
    }));
    return second => {
      const now = this.#clock.now();
      const byPool = new Map(loads.map(({ name, loads: each }) => [name, each.next(now)]));
      const instances = joinInstances(outcomes.next(), byPool);
      return { second, instances, failedUsers: this.#proxy.forwarder.failedUsers.size };
    };
  }

  /** Ends all that would go on by itself. */
  stop(): void {
    this.#proxy.stop();
    for (const each of this.#autoscalers.values()) each.close();
    this.operations.close();
  }

  #sampleRest: () => void = () => {};

  #sample(second = -1): SiteSample[] {
    const directory = this.#directory.takeSample();
    const attempts = this.#attempts.next();
    return [
      ...this.#pools.map(pool => {
        const activity = pool.sample();
        return {
          kind: 'pool' as const,
          name: pool.name,
          second,
          sample: poolSample(activity),
          activations: pool.activations(),
          entries: activity.lookupsByEntry,
        };
      }),
      { kind: 'attempts', second, sample: attempts },
      { kind: 'directory', second, sample: directory },
      ...(this.#tier === null ? [] : [tierSample(this.#tier, second)]),
      ...serversSample(this.#proxy, second),
    ];
  }

  #site(topology: Topology, routes: readonly string[]): Site {
    const pool = (name: string): Pool => this.#pools.find(each => each.name === name) as Pool;
    return {
      pools: sitePools(topology),
      routes,
      classes: topology.classes?.map(({ name }) => name) ?? [],
      pool: (name, command) => applyToPool(pool(name), command),
      cacheTier: topology.cacheTier ?? null,
      proxyServers: topology.proxy.servers ?? null,
      directory: command => this.#directory.degrade(command.degradation),
      tier: command => applyToTier(this.#tier as CacheNodes, command),
      proxy: command => applyToProxy(this.#proxy, command),
      state: () => this.#proxy.state(),
    };
  }
}

function originOf(pool: Pool, index: number): string {
  return `http://${pool.name}-${index}.headroom.test`;
}
