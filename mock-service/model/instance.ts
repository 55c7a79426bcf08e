import type { Clock } from '../time/clock.ts';
import { timer } from '../time/clock.ts';
import type { Cache } from './cache/cache.ts';
import type { CostClass, CostDraws } from './cost-draws.ts';
import { Cpu } from './cpu.ts';
import type { Directory, DirectoryFailure } from './directory.ts';
import { Job } from './job.ts';
import { garbageCollectionFactor } from './memory.ts';
import type { Work, WorkFailure } from './work.ts';

export interface InstanceConfig {
  readonly cores: number;
  readonly memoryBytes: number;
  /** Requests that may wait beyond those on a core; Infinity = never refuses. */
  readonly queue: number;
  readonly expired: 'serve' | 'skip';
  readonly restartAfterMs: number;
  readonly requestSizeBytes: number;
  readonly baseMemoryBytes: number;
  readonly gc: number;
}

/** A cache and the reads under way to fill it: one per instance, or one shared by a pool. */
export interface CacheTier {
  readonly cache: Cache;
  /** Single flight: who reads which user from the directory. */
  readonly flights: Map<number, Job>;
  /** Whether instances share it; its memory is then not theirs. */
  readonly shared: boolean;
}

/** How many requests ended how since the start, and how lookups of reads went (each exactly once). */
export interface InstanceCounts {
  admitted: number;
  queueFull: number;
  directoryFailed: number;
  reset: number;
  dropped: number;
  hit: number;
  stale: number;
  early: number;
  coalesced: number;
  miss: number;
  restarts: number;
}

/** One server of the sign-ins service (model §1): admission, lookup, directory, CPU, memory. */
export class Instance {
  readonly index: number;
  readonly config: InstanceConfig;
  readonly cpu: Cpu;
  readonly counts: InstanceCounts;
  #clock: Clock;
  #directory: Directory;
  #draws: CostDraws;
  #tier: CacheTier;
  #held: Job[] = [];
  #spare: Job[] = [];
  #limit: number;
  #life = 1;
  #alive = true;
  /** Cost is multiplied by this while the CPU is degraded. */
  #slowdown = 1;
  #revival = timer(now => this.#revive(now));
  /** Told when the instance goes down, by a restart or for want of memory, and when it is back, cold. */
  onLife: ((alive: boolean, outOfMemory: boolean, now: number) => void) | null = null;
  #peakHeld = 0;
  #peakMemory = 0;

  constructor(
    index: number,
    config: InstanceConfig,
    clock: Clock,
    directory: Directory,
    draws: CostDraws,
    tier: CacheTier,
  ) {
    this.index = index;
    this.config = config;
    this.#clock = clock;
    this.#directory = directory;
    this.#draws = draws;
    this.#tier = tier;
    this.#limit = config.queue + config.cores;
    this.cpu = new Cpu(clock, config.cores);
    this.counts = {
      admitted: 0,
      queueFull: 0,
      directoryFailed: 0,
      reset: 0,
      dropped: 0,
      hit: 0,
      stale: 0,
      early: 0,
      coalesced: 0,
      miss: 0,
      restarts: 0,
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
    return Math.max(0, this.#held.length - this.config.cores);
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
    if (this.#held.length >= this.#limit) {
      this.counts.queueFull++;
      return work.finished(null, 'queue-full', now);
    }
    this.counts.admitted++;
    const job = this.#take(work.user);
    job.work = work;
    job.slot = this.#held.length;
    this.#held.push(job);
    if (this.#noteMemory() >= 1) return this.restart(true);
    if (work.kind === 'read') this.#lookUp(job, now);
    else if (work.kind === 'plain') this.#queueCpu(job, 'hit', now);
    else {
      job.command = work.command;
      this.#directory.submit(job);
    }
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
      this.cpu.reset(now);
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
    if (job.work?.left && this.config.expired === 'skip' && !job.followers.some(each => each.isAwaited)) {
      const now = this.#clock.now();
      for (const each of [job, ...this.#endFlight(job)]) each.instance.#drop(each, now);
      return -1;
    }
    return job.costMs * this.#slowdown * garbageCollectionFactor(this.memoryShare, this.config.gc);
  }

  jobDone(job: Job, now: number): void {
    if (job.cost === 'write') this.#tier.cache.invalidate(job.user, now);
    else if (job.cost === 'miss') this.#store(job, now);
    this.#finish(job, job.result, null, now);
  }

  directoryAnswered(job: Job, result: unknown, failure: DirectoryFailure | null, now: number): void {
    if (!job.lives) return; // it died with its instance; whoever waited has been told
    if (failure !== null) return this.#directoryFailed(job, now);
    job.result = result;
    this.#queueCpu(job, job.command === null ? 'miss' : 'write', now);
  }

  #lookUp(job: Job, now: number): void {
    const tier = this.#tier;
    const found = tier.cache.lookup(job.user, now);
    if (found === 'miss') return this.#miss(job, tier, now);
    this.counts[found]++;
    if (tier.shared) tier.cache.activations.scope++;
    job.result = tier.cache.found?.record;
    if (found !== 'hit') this.#refresh(job.user, tier, now);
    this.#queueCpu(job, 'hit', now);
  }

  #miss(job: Job, tier: CacheTier, now: number): void {
    job.missedAt = now;
    if (tier.cache.settings.coalesce) {
      const leader = tier.flights.get(job.user);
      if (leader !== undefined) {
        this.counts.coalesced++;
        tier.cache.activations.coalesce++;
        leader.followers.push(job);
        return;
      }
      this.#lead(job, tier);
    }
    this.counts.miss++;
    this.#directory.submit(job);
  }

  /** Reads the user again in the background: it takes a directory slot and CPU like any miss, and nobody waits for it. */
  #refresh(user: number, tier: CacheTier, now: number): void {
    if (tier.cache.settings.coalesce && tier.flights.has(user)) return;
    const job = this.#take(user);
    job.missedAt = now;
    if (tier.cache.settings.coalesce) this.#lead(job, tier);
    this.#directory.submit(job);
  }

  #lead(job: Job, tier: CacheTier): void {
    job.leads = tier;
    tier.flights.set(job.user, job);
  }

  #queueCpu(job: Job, cost: CostClass, now: number): void {
    job.cost = cost;
    job.costMs = this.#draws.next(cost, job.user);
    job.readyAt = now;
    if (job.costMs === 0) this.jobDone(job, now);
    else this.cpu.submit(job);
  }

  #store(job: Job, now: number): void {
    const { cache } = this.#tier;
    const late = job.work?.left === true && !job.followers.some(each => each.isAwaited);
    if (late) cache.activations.keepLateResults++;
    if (!late || cache.settings.keepLateResults) cache.store(job.user, job.result, now - job.missedAt, now);
    const followers = this.#endFlight(job);
    for (const follower of followers) {
      if (!follower.lives) continue;
      follower.result = job.result;
      follower.instance.#queueCpu(follower, 'hit', now);
    }
    if (this.#noteMemory() >= 1) this.restart(true);
  }

  #directoryFailed(job: Job, now: number): void {
    const followers = this.#endFlight(job);
    this.#serveStaleOrFail(job, now);
    for (const follower of followers) {
      if (follower.lives) follower.instance.#serveStaleOrFail(follower, now);
    }
  }

  #serveStaleOrFail(job: Job, now: number): void {
    const entry = job.command === null ? this.#tier.cache.insteadOfError(job.user, now) : undefined;
    if (entry === undefined || job.work === null) return this.#finish(job, null, 'directory', now);
    job.result = entry.record;
    this.#queueCpu(job, 'hit', now);
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
    if (tier.flights.get(job.user) === job) tier.flights.delete(job.user);
    if (job.followers.length === 0) return NOBODY;
    const followers = job.followers;
    job.followers = [];
    return followers;
  }

  #drop(job: Job, now: number): void {
    if (job.lives) this.counts.dropped++;
    this.#finish(job, null, null, now);
  }

  #finish(job: Job, result: unknown, failure: WorkFailure | null, now: number): void {
    const work = job.work;
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
    this.#spare.push(job);
    if (work === null) return;
    if (failure === 'directory') this.counts.directoryFailed++;
    else if (failure === 'reset') this.counts.reset++;
    work.finished(result, failure, now);
  }

  #take(user: number): Job {
    const job = this.#spare.pop() ?? new Job(this);
    job.user = user;
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
