import type { CacheSettings, NamedCacheSettings } from '../settings/cache-settings.ts';
import { everyKnob } from '../settings/knobs.ts';
import type { Clock } from '../time/clock.ts';
import { hashText, mix, uniform } from '../time/random.ts';
import type { Activations } from './cache/activations.ts';
import { Cache } from './cache/cache.ts';
import { type CostConfig, CostDraws, type NamedCosts } from './cost-draws.ts';
import { Cpu } from './cpu.ts';
import type { Directory } from './directory.ts';
import { addLookups, EntryCounts, type LookupCounts, lookupsBetween, noLookups } from './entry-counts.ts';
import { type CacheTier, Instance, type InstanceConfig } from './instance.ts';
import { instanceCount } from './instance-count.ts';
import type { KeySpaces } from './key-spaces.ts';
import { LoadMeter } from './load-meter.ts';
import type { RemoteCache } from './remote-cache.ts';
import { type ShedConfig, Shedding } from './shedding.ts';
import { StoreConnections, type StoreConnectionsConfig } from './store-connections.ts';

export interface PoolModelConfig {
  readonly name: string;
  readonly instances: number;
  /** Those that there may be; as many as `instances` if not given. */
  readonly most?: number;
  readonly instance: InstanceConfig;
  readonly cost: CostConfig;
  /** Costs 1, 2 … of work that does not have `cost`. */
  readonly otherCosts?: readonly NamedCosts[];
  /** Whether its instances came long ago; else the first request of each begins its warm-up. */
  readonly warm?: boolean;
  /** What the caches hold, where it is of several kinds. */
  readonly entries?: KeySpaces | null;
  /** How instances refuse requests as their CPU fills, and how many classes of these there are. */
  readonly shed?: ShedConfig & { readonly classes: number };
  /** How instances reach the directory, where their connections are limited. */
  readonly connections?: StoreConnectionsConfig;
  /** The cache tier of those instances whose settings say `scope: tier`. */
  readonly remote?: RemoteCache | null;
}

/** What a pool did in the time since the sample before; counts are per pool and interval. */
export interface PoolActivity {
  /** Mean share of all cores in use, 0–1. */
  readonly cpu: number;
  /** The fullest instance at its fullest moment, a share of its memory. */
  readonly memory: number;
  /** The most requests that one instance held beyond its cores, at its fullest moment, whatever they waited for. */
  readonly longestQueue: number;
  /** The same over all instances, now. */
  readonly queued: number;
  /** Requests admitted and not finished, over all instances, now. */
  readonly inFlight: number;
  /** Requests that reached the pool, refused ones included. */
  readonly offered: number;
  /** Lookups of reads by result. */
  readonly lookups: Readonly<LookupCounts>;
  /** The same by kind of entry, by its name; empty where there is one kind. */
  readonly lookupsByEntry: Readonly<Record<string, Readonly<LookupCounts>>>;
  /** Mean share of the time for which tasks stood still because a CPU quota was used up, over all instances, 0–1. */
  readonly throttled: number;
  /** Share of the work of its cores that nobody waited for any longer when it was done, 0–1. */
  readonly unwanted: number;
  /** Share of it that was done only because other cores were busy, 0–1. */
  readonly contention: number;
  /** Share of it that was done only because instances had just come (warm-up), 0–1. */
  readonly warming: number;
  readonly fills: number;
  readonly evictions: number;
  /** Requests refused because the instance held all that it may. */
  readonly queueFull: number;
  /** Requests refused for their class and the CPU. */
  readonly shed: number;
  readonly restarts: number;
  /** Entries in the caches now, and their bytes. */
  readonly entries: number;
  readonly bytes: number;
  /** Instances that take load, and those of them that are up, now. */
  readonly inService: number;
  readonly alive: number;
  /** Of the connections to the directory that an instance may have: the most in use at one, and the most calls waiting, as shares. */
  readonly connections: number;
  readonly connectionQueue: number;
  readonly connectionsOpened: number;
  /** Calls that waited for a connection in vain. */
  readonly noConnection: number;
}

interface Totals extends LookupCounts {
  byKind: LookupCounts[];
  busyMs: number;
  throttledMs: number;
  workMs: number;
  unwantedMs: number;
  contendedMs: number;
  warmingMs: number;
  offered: number;
  queueFull: number;
  shed: number;
  restarts: number;
  connectionsOpened: number;
  noConnection: number;
  fills: number;
  evictions: number;
  atMs: number;
}

/** The instances of one site, with their caches, as operators see them. */
export class Pool {
  readonly name: string;
  /** All that there may ever be; the first `inService` of them take load. */
  readonly instances: readonly Instance[];
  #inService: number;
  #clock: Clock;
  #own: CacheTier[];
  /** The tier of those instances whose settings say `scope: pool`; made when first needed. */
  #shared: CacheTier | null = null;
  #deployed: NamedCacheSettings[];
  readonly #remote: RemoteCache | null;
  #key: number;
  /** What the caches hold, where it is of several kinds. */
  readonly entries: KeySpaces | null;
  #last: Totals;

  constructor(config: PoolModelConfig, clock: Clock, directory: Directory, settings: NamedCacheSettings, seed: number) {
    const { name, instance, otherCosts = [], entries = null } = config;
    this.name = name;
    this.#remote = config.remote ?? null;
    this.#clock = clock;
    this.#key = mix(mix(seed, hashText(name)), hashText('cache'));
    this.entries = entries;
    const draws = new CostDraws(config.cost, name, seed, otherCosts);
    const quotaKey = mix(mix(seed, hashText(name)), hashText('quota'));
    const shedKey = mix(mix(seed, hashText(name)), hashText('shed'));
    this.#inService = config.instances;
    this.#own = Array.from({ length: config.most ?? config.instances }, (_, i) => ({
      cache: new Cache(settings.settings, mix(this.#key, i), entries),
      flights: new Map(),
      shared: false,
    }));
    this.instances = this.#own.map((tier, i) => {
      const cpu = new Cpu(clock, instance, uniform(mix(quotaKey, i)));
      const counts = entries === null ? null : new EntryCounts(entries);
      const load = new LoadMeter(clock, cpu);
      const connections =
        config.connections === undefined ? null : new StoreConnections(config.connections, clock, directory);
      const shedding =
        config.shed === undefined
          ? null
          : new Shedding(config.shed, config.shed.classes, new LoadMeter(clock, cpu), mix(shedKey, i), clock.now());
      const parts = { clock, cpu, directory, connections, draws, tier, load, entries: counts, shedding };
      return new Instance(i, instance, parts);
    });
    if (config.warm) for (const each of this.instances.slice(0, config.instances)) each.setWarm(true);
    this.#deployed = this.instances.map(() => settings);
    this.#arrangeTiers();
    this.#last = this.#totals(clock.now());
  }

  /** Gives instances other settings, by index; null leaves one as it is. */
  configure(perInstance: readonly (NamedCacheSettings | null)[]): void {
    this.#deployed = this.#deployed.map((had, i) => perInstance[i] ?? had);
    this.#arrangeTiers();
    for (const instance of this.instances) instance.checkMemory();
  }

  /** Instances that take load. */
  get inService(): number {
    return this.#inService;
  }

  /** Has the first so many instances in service. Those that come are cold, with the settings of the first; those that go end what they hold. */
  scale(count: number): void {
    const first = this.#deployed[0] as NamedCacheSettings;
    const came = this.#deployed.map((_, i) => (i >= this.#inService && i < count ? first : null));
    for (let i = count; i < this.#inService; i++) {
      (this.#own[i] as CacheTier).cache.flush();
      this.instances[i]?.setWarm(false);
    }
    this.#inService = count;
    this.configure(came);
  }

  /** Restarts the first ceil(share · n) instances. @param nth only that one of them, from 0; null: all */
  restart(share = 1, nth: number | null = null): void {
    const those = this.instances.slice(0, instanceCount(share, this.#inService));
    for (const [i, instance] of those.entries()) if (nth === null || nth === i) instance.restart();
  }

  flush(): void {
    for (const tier of this.#tiers()) tier.cache.flush();
  }

  degradeCpu(share: number): void {
    for (const instance of this.instances) instance.degradeCpu(share);
  }

  /**
   * An entry of a warm start, as far as there is room.
   * @param index of the instance whose cache has it
   * @param age how old it is, as a share of its ttl
   */
  warm(index: number, key: number, record: unknown, age: number): void {
    const { remote, tier } = this.instances[index] as Instance;
    const { cache } = tier;
    if (remote === null && cache.hasRoomFor(key)) cache.store(key, record, 0, this.#clock.now(), age);
  }

  /** What happened since the last call. */
  sample(): PoolActivity {
    const now = this.#clock.now();
    const totals = this.#totals(now);
    const last = this.#last;
    this.#last = totals;
    let memory = 0;
    let longestQueue = 0;
    let queued = 0;
    let inFlight = 0;
    let alive = 0;
    let cores = 0;
    let connectionShare = 0;
    let connectionQueue = 0;
    for (const instance of this.instances.slice(0, this.#inService)) {
      const peaks = instance.takePeaks();
      memory = Math.max(memory, peaks.memory);
      longestQueue = Math.max(longestQueue, peaks.held - instance.cpu.threads);
      queued += instance.queued;
      inFlight += instance.held;
      cores += instance.cpu.cores;
      if (instance.alive) alive++;
      if (instance.connections !== null) {
        const { used, waiting } = instance.connections.takePeaks();
        connectionShare = Math.max(connectionShare, used);
        connectionQueue = Math.max(connectionQueue, waiting);
      }
    }
    let entries = 0;
    let bytes = 0;
    for (const tier of this.#tiers()) {
      entries += tier.cache.size;
      bytes += tier.cache.bytes;
    }
    const elapsed = now - last.atMs;
    const workMs = totals.workMs - last.workMs;
    return {
      cpu: elapsed > 0 ? Math.min(1, (totals.busyMs - last.busyMs) / (elapsed * cores)) : 0,
      memory,
      longestQueue,
      queued,
      inFlight,
      offered: totals.offered - last.offered,
      lookups: lookupsBetween(last, totals),
      lookupsByEntry: this.#byEntry(last, totals),
      throttled: elapsed > 0 ? (totals.throttledMs - last.throttledMs) / (elapsed * this.#inService) : 0,
      unwanted: workMs > 0 ? (totals.unwantedMs - last.unwantedMs) / workMs : 0,
      contention: workMs > 0 ? Math.min(1, (totals.contendedMs - last.contendedMs) / workMs) : 0,
      warming: workMs > 0 ? Math.min(1, (totals.warmingMs - last.warmingMs) / workMs) : 0,
      fills: totals.fills - last.fills,
      evictions: totals.evictions - last.evictions,
      queueFull: totals.queueFull - last.queueFull,
      shed: totals.shed - last.shed,
      restarts: totals.restarts - last.restarts,
      entries,
      bytes,
      inService: this.#inService,
      alive,
      connections: connectionShare,
      connectionQueue,
      connectionsOpened: totals.connectionsOpened - last.connectionsOpened,
      noConnection: totals.noConnection - last.noConnection,
    };
  }

  /** How often each knob acted since the start, over all caches of the pool. */
  activations(): Activations {
    const tiers = this.#tiers();
    return everyKnob(knob => tiers.reduce((sum, { cache }) => sum + cache.activations[knob], 0));
  }

  /** All caches: each instance's own by its index, then the shared one if there is one. */
  caches(): readonly Cache[] {
    return this.#tiers().map(({ cache }) => cache);
  }

  /** The settings that each instance has. */
  get deployed(): readonly NamedCacheSettings[] {
    return this.#deployed;
  }

  /** Lookups by kind of entry, in the order of `entries`, since the start; empty where there is one kind alone. */
  lookupsByKind(): LookupCounts[] {
    const sums = this.entries?.spaces.map(noLookups) ?? [];
    for (const { entries } of this.instances) {
      for (const [i, kind] of (entries?.byKind ?? []).entries()) addLookups(sums[i] as LookupCounts, kind);
    }
    return sums;
  }

  #byEntry(last: Totals, totals: Totals): Record<string, LookupCounts> {
    const spaces = this.entries?.spaces ?? [];
    const since = (i: number): LookupCounts =>
      lookupsBetween(last.byKind[i] as LookupCounts, totals.byKind[i] as LookupCounts);
    return Object.fromEntries(spaces.map(({ name }, i) => [name, since(i)]));
  }

  #tiers(): CacheTier[] {
    return this.#shared === null ? this.#own : [...this.#own, this.#shared];
  }

  #arrangeTiers(): void {
    this.instances.forEach((instance, i) => {
      const { settings } = this.#deployed[i] as NamedCacheSettings;
      instance.tier = settings.scope === 'pool' ? this.#sharedTier(settings) : (this.#own[i] as CacheTier);
      instance.tier.cache.apply(settings);
      instance.remote = settings.scope === 'tier' ? this.#remote : null;
    });
  }

  #sharedTier(settings: CacheSettings): CacheTier {
    this.#shared ??= { cache: new Cache(settings, this.#key, this.entries), flights: new Map(), shared: true };
    return this.#shared;
  }

  #totals(now: number): Totals {
    const totals: Totals = {
      busyMs: 0,
      offered: 0,
      ...noLookups(),
      byKind: this.lookupsByKind(),
      throttledMs: 0,
      workMs: 0,
      unwantedMs: 0,
      contendedMs: 0,
      warmingMs: 0,
      queueFull: 0,
      shed: 0,
      restarts: 0,
      connectionsOpened: 0,
      noConnection: 0,
      fills: 0,
      evictions: 0,
      atMs: now,
    };
    for (const { cpu, counts, connections } of this.instances) {
      if (connections !== null) {
        totals.connectionsOpened += connections.counts.opened;
        totals.noConnection += connections.counts.noConnection;
      }
      totals.busyMs += cpu.busyMs(now);
      totals.throttledMs += cpu.throttledMs(now);
      totals.workMs += counts.workMs;
      totals.unwantedMs += counts.unwantedMs;
      totals.contendedMs += counts.contendedMs;
      totals.warmingMs += counts.warmingMs;
      totals.offered += counts.admitted + counts.queueFull + counts.shed;
      addLookups(totals, counts);
      totals.queueFull += counts.queueFull;
      totals.shed += counts.shed;
      totals.restarts += counts.restarts;
    }
    for (const { cache } of this.#tiers()) {
      totals.fills += cache.fills;
      totals.evictions += cache.evictions;
    }
    return totals;
  }
}
