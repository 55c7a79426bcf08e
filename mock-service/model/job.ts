import type { CostClass } from './cost-draws.ts';
import type { Task } from './cpu.ts';
import type { DirectoryCall, DirectoryFailure } from './directory.ts';
import type { CacheTier, Instance } from './instance.ts';
import type { Work } from './work.ts';

/** One request, or one background refresh, inside an instance. Jobs are reused. */
export class Job implements Task, DirectoryCall {
  readonly instance: Instance;
  work: Work | null = null;
  user = 0;
  command: unknown = null;
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

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /** Its instance is still the one that began it. */
  get lives(): boolean {
    return this.life === this.instance.life;
  }

  /** Somebody is still there who wants its answer. */
  get isAwaited(): boolean {
    return this.lives && this.work?.left === false;
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
