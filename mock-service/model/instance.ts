// One file although it is long: admission, look-ups, reads, directory, CPU and death move the same jobs, and each of their rules leans on the others.
import type { Clock } from '../time/clock.ts';
import { timer } from '../time/clock.ts';
import type { Cache, Lookup } from './cache/cache.ts';
import { type Contention, contentionFactor } from './contention.ts';
import type { CostClass, CostDraws } from './cost-draws.ts';
import type { Cpu, CpuConfig } from './cpu.ts';
import type { Directory, DirectoryFailure } from './directory.ts';
import type { EntryCounts, LookupCounts } from './entry-counts.ts';
import { Job, type Reads } from './job.ts';
import type { LoadMeter } from './load-meter.ts';
import { garbageCollectionFactor } from './memory.ts';
import type { RemoteCache } from './remote-cache.ts';
import type { Shedding } from './shedding.ts';
import type { StoreConnections } from './store-connections.ts';
import { type WarmUp, warmUpFactor } from './warming.ts';
import { NO_KEYS, type Work, type WorkFailure } from './work.ts';

export interface InstanceConfig extends CpuConfig {
  readonly memoryBytes: number;
  /** Requests that may wait beyond those on a core; Infinity = never refuses. */
  readonly queue: number;
  readonly expired: 'serve' | 'skip';
  readonly restartAfterMs: number;
  readonly requestSizeBytes: number;
  readonly baseMemoryBytes: number;
  readonly gc: number;
  /** Left out: cores do not stand in each other's way. */
  readonly contention?: Contention;
  /** Left out: it is as fast at first as later. */
  readonly warmUp?: WarmUp;
}

/** A cache and the reads under way to fill it: one per instance, or one shared by a pool. */
export interface CacheTier {
  readonly cache: Cache;
  /** Single flight: who reads which key from the directory. */
  readonly flights: Map<number, Job>;
  /** Whether instances share it; its memory is then not theirs. */
  readonly shared: boolean;
}

/** How many requests ended how since the start, and how lookups of reads went (each exactly once). */
export interface InstanceCounts extends LookupCounts {
  admitted: number;
  queueFull: number;
  /** Refused for their class and the CPU. */
  shed: number;
  directoryFailed: number;
  reset: number;
  dropped: number;
  restarts: number;
  /** What its cores did, ms of cost, and what of it when nobody waited for the answer any longer. */
  workMs: number;
  unwantedMs: number;
  /** What its cores did more because others were busy, ms of cost. */
  contendedMs: number;
  /** What they did more because the instance had just come, ms of cost. */
  warmingMs: number;
}

/** Whoever waited for it, and for the read that it leads, has gone. Work for the cache alone was never waited for. */
function isUnwanted(job: Job): boolean {
  return job.awaited?.left === true && !job.followers.some(each => each.isAwaited);
}

/** What an instance works with. */
export interface InstanceParts {
  readonly clock: Clock;
  readonly cpu: Cpu;
  readonly directory: Directory;
  /** By which it reaches the directory; null: their number is no limit. */
  readonly connections: StoreConnections | null;
  readonly draws: CostDraws;
  readonly tier: CacheTier;
  /** Of the cores, where costs go with it. */
  readonly load: LoadMeter;
  /** Lookups by kind of entry, where there are several. */
  readonly entries: EntryCounts | null;
  /** Refuses some as the CPU fills; left out: it does not. */
  readonly shedding?: Shedding | null;
}

/** One server of the service (model §1): admission, lookup, directory, CPU, memory. */
export class Instance {
  readonly index: number;
  readonly config: InstanceConfig;
  readonly cpu: Cpu;
  readonly counts: InstanceCounts;
  /** Lookups by kind of entry; null where there is one kind. */
  /** Requests that it holds at most; ∞: as many as come. */
  readonly limit: number;
  readonly entries: EntryCounts | null;
  #clock: Clock;
  #directory: Directory;
  #draws: CostDraws;
  #load: LoadMeter;
  #tier: CacheTier;
  #held: Job[] = [];
  #spare: Job[] = [];
  #life = 1;
  #alive = true;
  /** Cost is multiplied by this while the CPU is degraded. */
  #slowdown = 1;
  readonly connections: StoreConnections | null;
  /** Null: it refuses nobody for the CPU. */
  readonly shedding: Shedding | null;
  /** The cache tier that it uses instead of a cache of its own; null: none. */
  remote: RemoteCache | null = null;
  #revival = timer(now => this.#revive(now));
  /** Told when the instance goes down, by a restart or for want of memory, and when it is back, cold. */
  onLife: ((alive: boolean, outOfMemory: boolean, now: number) => void) | null = null;
  /** When it got its first request since it came, ms on the Clock; +∞: it has had none, −∞: it came long ago. */
  #firstAt = Number.POSITIVE_INFINITY;
  #peakHeld = 0;
  #peakMemory = 0;

  constructor(
    index: number,
    config: InstanceConfig,
    { clock, cpu, directory, connections, draws, tier, load, entries, shedding = null }: InstanceParts,
  ) {
    this.index = index;
    this.config = config;
    this.#clock = clock;
    this.#directory = connections ?? directory;
    this.connections = connections;
    this.shedding = shedding;
    this.#draws = draws;
    this.#load = load;
    this.#tier = tier;
    this.limit = config.queue + cpu.threads;
    this.cpu = cpu;
    this.entries = entries;
    this.counts = {
      admitted: 0,
      queueFull: 0,
      shed: 0,
      directoryFailed: 0,
      reset: 0,
      dropped: 0,
      hit: 0,
      stale: 0,
      early: 0,
      coalesced: 0,
      miss: 0,
      restarts: 0,
      workMs: 0,
      unwantedMs: 0,
      contendedMs: 0,
      warmingMs: 0,
    };
  }

  /** Which life this is; a restart begins another. */
  get life(): number {
    return this.#life;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Requests admitted and not finished. */
  get held(): number {
    return this.#held.length;
  }

  /** Requests held beyond those that the cores could take, whatever they wait for. */
  get queued(): number {
    return Math.max(0, this.#held.length - this.cpu.threads);
  }

  get tier(): CacheTier {
    return this.#tier;
  }

  /** Moves to another cache tier (a deploy that changes `scope`). */
  set tier(tier: CacheTier) {
    this.#tier = tier;
  }

  /** The share of memory in use, 0–1; 1 and more is death. */
  get memoryShare(): number {
    const { baseMemoryBytes, requestSizeBytes, memoryBytes } = this.config;
    const entries = this.#tier.shared ? 0 : this.#tier.cache.bytes;
    return (baseMemoryBytes + entries + this.#held.length * requestSizeBytes) / memoryBytes;
  }

  /** The most requests held, and the highest memory share, since this was last asked. */
  takePeaks(): { held: number; memory: number } {
    const peaks = { held: Math.max(this.#peakHeld, this.held), memory: Math.max(this.#peakMemory, this.memoryShare) };
    this.#peakHeld = 0;
    this.#peakMemory = 0;
    return peaks;
  }

  /** @param share the CPU speed that remains, 0–1; 1 = healthy. Tasks on a core keep the cost they have. */
  degradeCpu(share: number): void {
    this.#slowdown = 1 / share;
  }

  submit(work: Work): void {
    const now = this.#clock.now();
    if (!this.#alive) return work.finished(null, 'refused', now);
    if (this.shedding?.refuses(work.rank, now)) {
      this.counts.shed++;
      return work.finished(null, 'shed', now);
    }
    if (this.#held.length >= this.limit) {
      this.counts.queueFull++;
      return work.finished(null, 'queue-full', now);
    }
    this.counts.admitted++;
    if (now < this.#firstAt) this.#firstAt = now;
    const job = this.#take(work.key, work.costs);
    job.work = work;
    job.slot = this.#held.length;
    this.#held.push(job);
    if (this.#noteMemory() >= 1) return this.restart(true);
    if (work.kind === 'read') {
      if (work.more.length === 0) this.#lookUp(job, now);
      else this.#readAll(job, work, now);
    } else if (work.kind === 'plain') this.#queueCpu(job, 'hit', now);
    else {
      job.command = work.command;
      job.uncached = work.kind === 'uncached';
      this.#directory.submit(job);
    }
  }

  /** It came long ago, or only now: how far its warm-up is. */
  setWarm(warm: boolean): void {
    this.#firstAt = warm ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }

  /** Settings that make entries larger may fill the memory at once. */
  checkMemory(): void {
    if (this.#alive && this.#noteMemory() >= 1) this.restart(true);
  }

  /** Kills the instance: what it holds is reset, its own cache is lost; it is back, cold, after `restartAfterMs`. */
  restart(outOfMemory = false): void {
    const now = this.#clock.now();
    if (this.#alive) {
      this.counts.restarts++;
      this.#alive = false;
      this.#life++;
      this.#firstAt = Number.POSITIVE_INFINITY;
      this.cpu.reset(now);
      this.connections?.reset();
      if (!this.#tier.shared) {
        this.#tier.cache.flush();
        this.#tier.flights.clear();
      }
      const held = this.#held;
      this.#held = [];
      if (this.#tier.shared) this.#failFollowersElsewhere(now);
      for (const job of held) {
        job.slot = -1;
        this.counts.reset++;
        const work = job.work as Work;
        job.work = null;
        work.finished(null, 'reset', now);
      }
      this.onLife?.(false, outOfMemory, now);
    }
    this.#clock.schedule(this.#revival, now + this.config.restartAfterMs);
  }

  /** Called when a core takes the job up. */
  startJob(job: Job): number {
    if (this.config.expired === 'skip' && isUnwanted(job)) {
      const now = this.#clock.now();
      for (const each of [job, ...this.#endFlight(job)]) each.instance.#drop(each, now);
      return -1;
    }
    job.coreMs = job.costMs * this.#slowdown * garbageCollectionFactor(this.memoryShare, this.config.gc);
    const { contention, warmUp } = this.config;
    if (warmUp !== undefined) {
      const warm = job.coreMs;
      job.coreMs *= warmUpFactor(warmUp, this.#clock.now() - this.#firstAt);
      this.counts.warmingMs += job.coreMs - warm;
    }
    if (contention !== undefined) {
      const alone = job.coreMs;
      job.coreMs *= contentionFactor(contention, this.cpu.busy);
      this.counts.contendedMs += job.coreMs - alone;
    }
    return job.coreMs;
  }

  jobDone(job: Job, now: number): void {
    this.counts.workMs += job.coreMs;
    if (isUnwanted(job)) this.counts.unwantedMs += job.coreMs;
    if (job.cost === 'write') this.#invalidate(job, now);
    else if (job.cost === 'miss' && !job.uncached) this.#store(job, now);
    this.#finish(job, job.result, null, now);
  }

  directoryAnswered(job: Job, result: unknown, failure: DirectoryFailure | null, now: number): void {
    if (!job.lives) return; // it died with its instance; whoever waited has been told
    if (failure !== null) return this.#directoryFailed(job, failure === 'no-connection' ? failure : 'directory', now);
    job.result = result;
    this.#queueCpu(job, job.command === null ? 'miss' : 'write', now);
  }

  #lookUp(job: Job, now: number): void {
    const tier = this.#tier;
    if (this.remote !== null) return this.remote.lookUp(job, tier.cache.settings);
    const found = tier.cache.lookup(job.key, now);
    if (found === 'miss') return this.#miss(job, tier, now);
    if (tier.shared) tier.cache.activations.scope++;
    this.#found(job, found, tier.cache.found?.record, tier, now);
  }

  /** The cache tier has answered a lookup. */
  lookedUp(job: Job, found: Lookup, record: unknown, standInUntil: number, now: number): void {
    if (!job.lives) return;
    const tier = this.#tier;
    if (found !== 'miss') {
      tier.cache.activations.scope++;
      return this.#found(job, found, record, tier, now);
    }
    job.standIn = record;
    job.standInUntil = standInUntil;
    this.#miss(job, tier, now);
  }

  /** The cache tier did not answer in time, or refused. */
  lookUpFailed(job: Job, now: number): void {
    if (!job.lives) return;
    job.standInUntil = 0;
    if (this.remote?.onFailure === 'error') this.#finish(job, null, 'cache-tier', now);
    else this.#miss(job, this.#tier, now);
  }

  #found(job: Job, found: Exclude<Lookup, 'miss'>, record: unknown, tier: CacheTier, now: number): void {
    this.counts[found]++;
    if (this.entries !== null) this.entries.count(job.key, found);
    job.result = record;
    if (found !== 'hit') this.#refresh(job, tier, now);
    this.#have(job, now);
  }

  /** What a job has looked up is there, and cost nobody a read: a request costs a hit, one of several reads of a request nothing more. */
  #have(job: Job, now: number): void {
    if (job.reads === null) this.#queueCpu(job, 'hit', now);
    else this.#finish(job, job.result, null, now);
  }

  /** Begins all reads of a request, or the first. */
  #readAll(job: Job, work: Work, now: number): void {
    const reads: Reads = { request: job, begun: 0, underWay: 0, missed: false, nothing: false };
    job.reads = reads;
    do this.#readNext(reads, work, now);
    while (work.together && reads.request !== null && reads.begun <= work.more.length);
  }

  #readNext(reads: Reads, work: Work, now: number): void {
    const key = reads.begun === 0 ? work.key : (work.more[reads.begun - 1] as number);
    reads.begun++;
    reads.underWay++;
    const part = this.#take(key, work.costs);
    part.reads = reads;
    this.#lookUp(part, now);
  }

  /** One of the reads of a request is over. The first failure is the request's. */
  #readDone(reads: Reads, missed: boolean, result: unknown, failure: WorkFailure | null, now: number): void {
    const { request } = reads;
    if (request === null) return;
    const work = request.work as Work;
    if (failure !== null) return this.#finish(request, null, failure, now);
    reads.underWay--;
    if (missed) reads.missed = true;
    if (result === null) reads.nothing = true;
    if (reads.begun <= work.more.length) {
      if (!work.together) this.#readNext(reads, work, now);
    } else if (reads.underWay === 0) {
      request.result = reads.nothing ? null : result;
      if (reads.missed) return this.#finish(request, request.result, null, now);
      this.#end(reads);
      this.#queueCpu(request, 'hit', now);
    }
  }

  /** A request has all its reads, or is over without. */
  #end(reads: Reads): void {
    (reads.request as Job).reads = null;
    reads.request = null;
  }

  #miss(job: Job, tier: CacheTier, now: number): void {
    job.missedAt = now;
    if (tier.cache.settings.coalesce) {
      const leader = tier.flights.get(job.key);
      if (leader !== undefined) {
        this.counts.coalesced++;
        if (this.entries !== null) this.entries.count(job.key, 'coalesced');
        tier.cache.activations.coalesce++;
        leader.followers.push(job);
        return;
      }
      this.#lead(job, tier);
    }
    this.counts.miss++;
    if (this.entries !== null) this.entries.count(job.key, 'miss');
    this.#directory.submit(job);
  }

  /** Reads a key again in the background: it takes a directory slot and CPU like any miss, and nobody waits for it. */
  #refresh({ key, costs }: Job, tier: CacheTier, now: number): void {
    if (tier.cache.settings.coalesce && tier.flights.has(key)) return;
    const job = this.#take(key, costs);
    job.missedAt = now;
    if (tier.cache.settings.coalesce) this.#lead(job, tier);
    this.#directory.submit(job);
  }

  #lead(job: Job, tier: CacheTier): void {
    job.leads = tier;
    tier.flights.set(job.key, job);
  }

  #queueCpu(job: Job, cost: CostClass, now: number): void {
    job.cost = cost;
    job.coreMs = 0;
    job.costMs = this.#draws.next(job.costs, cost, job.key, this.#load);
    job.readyAt = now;
    if (job.costMs === 0) this.jobDone(job, now);
    else this.cpu.submit(job);
  }

  #store(job: Job, now: number): void {
    const { cache } = this.#tier;
    const late = isUnwanted(job);
    if (late) cache.activations.keepLateResults++;
    if (!late || cache.settings.keepLateResults) {
      if (this.remote !== null) {
        cache.fills++;
        this.remote.fill(job.key, job.result, job.missedAt, cache.settings);
      } else cache.store(job.key, job.result, now - job.missedAt, now);
    }
    const followers = this.#endFlight(job);
    for (const follower of followers) {
      if (!follower.lives) continue;
      follower.result = job.result;
      follower.instance.#have(follower, now);
    }
    if (this.#noteMemory() >= 1) this.restart(true);
  }

  #invalidate(job: Job, now: number): void {
    if (job.uncached) return;
    const { cache } = this.#tier;
    const more = job.work?.more ?? NO_KEYS;
    if (this.remote !== null) {
      for (const key of [job.key, ...more]) this.remote.remove(key, cache.settings);
      return;
    }
    cache.invalidate(job.key, now);
    for (const key of more) cache.invalidate(key, now);
  }

  #directoryFailed(job: Job, why: 'directory' | 'no-connection', now: number): void {
    if (job.command === null && !job.uncached) this.#readFailed(job.key);
    const followers = this.#endFlight(job);
    this.#serveStaleOrFail(job, why, now);
    for (const follower of followers) {
      if (follower.lives) follower.instance.#serveStaleOrFail(follower, why, now);
    }
  }

  #readFailed(key: number): void {
    const { cache } = this.#tier;
    if (this.remote === null || cache.settings.onError === 'keep') return cache.failed(key);
    cache.activations.onError++;
    this.remote.remove(key, cache.settings);
  }

  #serveStaleOrFail(job: Job, why: 'directory' | 'no-connection', now: number): void {
    const mayBeStale = job.command === null && !job.uncached;
    const entry = mayBeStale ? this.#standIn(job, now) : undefined;
    if (entry === undefined || job.awaited === null) return this.#finish(job, null, why, now);
    job.result = entry.record;
    this.#have(job, now);
  }

  #standIn(job: Job, now: number): { readonly record: unknown } | undefined {
    const { cache } = this.#tier;
    if (this.remote === null) return cache.insteadOfError(job.key, now);
    if (now >= job.standInUntil) return undefined;
    cache.activations.staleIfError++;
    return { record: job.standIn };
  }

  /** Whoever waits on another instance for a read that we led fails as we do. */
  #failFollowersElsewhere(now: number): void {
    for (const leader of [...this.#tier.flights.values()]) {
      if (leader.instance !== this) continue;
      for (const follower of this.#endFlight(leader)) {
        if (follower.instance !== this) follower.instance.#finish(follower, null, 'reset', now);
      }
    }
  }

  /** @returns the followers, who no longer wait. */
  #endFlight(job: Job): readonly Job[] {
    const tier = job.leads;
    if (tier === null) return NOBODY;
    job.leads = null;
    if (tier.flights.get(job.key) === job) tier.flights.delete(job.key);
    if (job.followers.length === 0) return NOBODY;
    const followers = job.followers;
    job.followers = [];
    return followers;
  }

  #drop(job: Job, now: number): void {
    if (job.lives && job.reads?.request !== null) this.counts.dropped++;
    if (job.lives && job.reads?.request) this.#finish(job.reads.request, null, null, now);
    this.#finish(job, null, null, now);
  }

  #finish(job: Job, result: unknown, failure: WorkFailure | null, now: number): void {
    const { work, reads } = job;
    if (!job.lives) return;
    if (job.slot >= 0) {
      const last = this.#held.pop() as Job;
      if (last !== job) {
        this.#held[job.slot] = last;
        last.slot = job.slot;
      }
      job.slot = -1;
    }
    job.work = null;
    job.result = null;
    job.command = null;
    job.uncached = false;
    this.#spare.push(job);
    if (reads !== null) {
      if (reads.request === job) this.#end(reads);
      else {
        job.reads = null;
        return this.#readDone(reads, job.cost === 'miss', result, failure, now);
      }
    }
    if (work === null) return;
    if (failure === 'directory') this.counts.directoryFailed++;
    else if (failure === 'reset') this.counts.reset++;
    work.finished(result, failure, now);
  }

  #take(key: number, costs: number): Job {
    const job = this.#spare.pop() ?? new Job(this);
    job.key = key;
    job.costs = costs;
    job.cost = 'hit';
    job.life = this.#life;
    return job;
  }

  #noteMemory(): number {
    const share = this.memoryShare;
    if (share > this.#peakMemory) this.#peakMemory = share;
    if (this.#held.length > this.#peakHeld) this.#peakHeld = this.#held.length;
    return share;
  }

  #revive(now: number): void {
    this.#alive = true;
    this.onLife?.(true, false, now);
  }
}

const NOBODY: readonly Job[] = [];
