import type { CostClass } from './cost-draws.ts';
import type { Task } from './cpu.ts';
import type { DirectoryCall, DirectoryFailure } from './directory.ts';
import type { CacheTier, Instance } from './instance.ts';
import type { Work } from './work.ts';

/** One request, one of the reads of a request that needs several, or one background refresh, inside an instance. Jobs are reused. */
export class Job implements Task, DirectoryCall {
  readonly instance: Instance;
  work: Work | null = null;
  key = 0;
  costs = 0;
  command: unknown = null;
  /** What it reads is not kept, and what it writes removes nothing. */
  uncached = false;
  cost: CostClass = 'hit';
  costMs = 0;
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
  /** The request whose read this is, and the use of its object then: it may have failed meanwhile, and the object be another's. */
  parent: Job | null = null;
  parentUse = 0;
  /** How often the object has been used. */
  use = 0;
  /** Of a request with several reads: those under way, and how many have begun; whether one went to the directory itself, or found nothing. */
  reading = 0;
  begun = 0;
  missed = false;
  nothing = false;

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /** Its instance is still the one that began it. */
  get lives(): boolean {
    return this.life === this.instance.life;
  }

  /** The work that it is for; null: nobody waits for it. */
  get request(): Work | null {
    const { parent } = this;
    if (parent === null) return this.work;
    return parent.use === this.parentUse ? parent.work : null;
  }

  /** Somebody is still there who wants its answer. */
  get isAwaited(): boolean {
    return this.lives && this.request?.left === false;
  }

  start(): number {
    return this.instance.startJob(this);
  }

  done(now: number): void {
    this.instance.jobDone(this, now);
  }

  answered(result: unknown, failure: DirectoryFailure | null, now: number): void {
    this.instance.directoryAnswered(this, result, failure, now);
  }
}
