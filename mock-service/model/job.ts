import type { Lookup } from './cache/cache.ts';
import type { CostClass } from './cost-draws.ts';
import type { Task } from './cpu.ts';
import type { DirectoryCall, DirectoryFailure } from './directory.ts';
import type { CacheTier, Instance } from './instance.ts';
import type { RemoteLookup } from './remote-cache.ts';
import type { Work } from './work.ts';

/** The reads of a request that needs several. */
export interface Reads {
  /** The request; null once it is over: what is still read then is for the cache alone. */
  request: Job | null;
  /** How many have begun, and how many of these are under way. */
  begun: number;
  underWay: number;
  /** Whether one went to the directory itself, or found nothing. */
  missed: boolean;
  nothing: boolean;
}

/** One request, one of the reads of a request that needs several, or one background refresh, inside an instance. Jobs are reused. */
export class Job implements Task, DirectoryCall, RemoteLookup {
  readonly instance: Instance;
  work: Work | null = null;
  key = 0;
  /** Which of the pool's costs it has. */
  costs = 0;
  command: unknown = null;
  /** What it reads is not kept, and what it writes removes nothing. */
  uncached = false;
  cost: CostClass = 'hit';
  costMs = 0;
  /** What that takes a core, ms. */
  coreMs = 0;
  readyAt = 0;
  missedAt = 0;
  /** The record of a read, the answer of a write. */
  result: unknown = null;
  /** The tier whose flight this job leads. */
  leads: CacheTier | null = null;
  followers: Job[] = [];
  /** Place among those held, −1 for background work. */
  slot = -1;
  /** The instance's life when it began: what outlives a restart is forgotten. */
  life = 0;
  /** The reads that it is one of, or the request of; null for most. */
  reads: Reads | null = null;

  /** What a lookup in a cache tier found expired, and until when it may stand in for a failed read. */
  standIn: unknown = null;
  standInUntil = 0;

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /** Its instance is still the one that began it. */
  get lives(): boolean {
    return this.life === this.instance.life;
  }

  /** The work that it is for; null: nobody has ever waited for it, or its request is over. */
  get awaited(): Work | null {
    const { reads } = this;
    return reads === null ? this.work : (reads.request?.work ?? null);
  }

  /** Somebody is still there who wants its answer. */
  get isAwaited(): boolean {
    return this.lives && this.awaited?.left === false;
  }

  start(): number {
    return this.instance.startJob(this);
  }

  done(now: number): void {
    this.instance.jobDone(this, now);
  }

  lookedUp(found: Lookup, record: unknown, standInUntil: number, now: number): void {
    this.instance.lookedUp(this, found, record, standInUntil, now);
  }

  lookUpFailed(now: number): void {
    this.instance.lookUpFailed(this, now);
  }

  answered(result: unknown, failure: DirectoryFailure | null, now: number): void {
    this.instance.directoryAnswered(this, result, failure, now);
  }
}
