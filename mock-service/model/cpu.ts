import { type Clock, type Handler, Timer } from '../time/clock.ts';
import { CpuQuota } from './cpu-quota.ts';
import { Fifo } from './fifo.ts';

/** Work for one core. */
export interface Task {
  /** When it became ready to run, model time in ms. */
  readyAt: number;
  /** A core takes it up at `now`. @returns the core's time in ms, fixed from here on, or −1 to drop the task. */
  start(now: number): number;
  /** The core is through with it. */
  done(now: number): void;
}

/** What an instance may use of its machine. */
export interface CpuConfig {
  /** Cores' worth of CPU time, also a fraction. */
  readonly cores: number;
  /** How a fraction is meted out; without it every core is as slow as the fraction says. */
  readonly quota?: QuotaConfig;
}

/** `cores` · `periodMs` of CPU time in each period, as cgroups give it. */
export interface QuotaConfig {
  readonly periodMs: number;
  /** Tasks that may run at once, each at a whole core's speed. */
  readonly threads: number;
}

/** One task at a time. */
export class Core implements Handler {
  readonly timer = new Timer(this);
  readonly cpu: Cpu;
  task: Task | null = null;
  startedAt = 0;
  /** What its task still needs while the quota is used up, ms. */
  leftMs = 0;

  constructor(cpu: Cpu) {
    this.cpu = cpu;
  }

  fire(): void {
    // The scheduled moment, not the real one: a timer that fires late must not move the model (model §1.3).
    this.cpu.completed(this, this.timer.at);
  }
}

/** The cores of an instance and the one queue before them, first come first served, in model time. */
export class Cpu {
  /** Cores' worth of CPU time. */
  readonly cores: number;
  #clock: Clock;
  #cores: Core[];
  #idle: Core[];
  /** Of one core. */
  #speed: number;
  #quota: CpuQuota | null;
  #waiting = new Fifo<Task>();
  #busyMs = 0;
  #startSum = 0;

  /** @param chance where in a period of the quota the clock's zero is, 0–1 */
  constructor(clock: Clock, { cores, quota }: CpuConfig, chance = 0) {
    this.cores = cores;
    this.#clock = clock;
    this.#cores = Array.from({ length: quota?.threads ?? Math.ceil(cores) }, () => new Core(this));
    this.#idle = [...this.#cores];
    this.#speed = quota === undefined ? cores / this.#cores.length : 1;
    this.#quota = quota === undefined ? null : new CpuQuota(clock, quota.periodMs, cores, chance);
  }

  /** Tasks that may run at once. */
  get threads(): number {
    return this.#cores.length;
  }

  /** Cores that have a task, the one that is just taking one up included. */
  get busy(): number {
    return this.#cores.length - this.#idle.length;
  }

  /** Tasks waiting for a core. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** CPU time used up to `now`, ms: its growth over a second ÷ (1000 · cores) is that second's utilisation. */
  busyMs(now: number): number {
    if (this.#quota !== null) return this.#quota.usedMs(now);
    return this.#coreMs(now) * this.#speed;
  }

  /** Time for which tasks have waited for the next period of the quota, ms. */
  throttledMs(now: number): number {
    return this.#quota?.throttledMs(now) ?? 0;
  }

  submit(task: Task): void {
    const core = this.#idle.pop();
    if (core === undefined) this.#waiting.push(task);
    else if (!this.#run(core, task, task.readyAt)) this.#idle.push(core);
  }

  /** Forgets everything that runs or waits; `done` is called for none of it. */
  reset(now: number): void {
    this.#busyMs = this.#coreMs(now);
    this.#startSum = 0;
    this.#quota?.reset(now);
    for (const core of this.#cores) {
      this.#clock.cancel(core.timer);
      core.task = null;
    }
    this.#idle = [...this.#cores];
    this.#waiting = new Fifo<Task>();
  }

  completed(core: Core, now: number): void {
    const task = core.task as Task;
    this.#busyMs += now - core.startedAt;
    this.#startSum -= core.startedAt;
    // The core counts as busy while `done` runs, so that what `done` submits queues behind those who wait already.
    core.startedAt = now;
    this.#startSum += now;
    if (this.#quota !== null) this.#quota.ended(core, now);
    task.done(now);
    if (core.task !== task) return; // `done` reset us
    core.task = null;
    this.#startSum -= now;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (this.#run(core, next, next.readyAt > now ? next.readyAt : now)) return;
    }
    this.#idle.push(core);
  }

  /** Time for which cores have had a task, ms. */
  #coreMs(now: number): number {
    const running = this.#cores.length - this.#idle.length;
    // A core whose timer is late has been idle since its task was due.
    let lateMs = 0;
    for (const { task, timer } of this.#cores) if (task !== null && timer.at < now) lateMs += now - timer.at;
    return this.#busyMs + running * now - this.#startSum - lateMs;
  }

  #run(core: Core, task: Task, now: number): boolean {
    const cost = task.start(now);
    if (cost < 0) return false;
    core.task = task;
    core.startedAt = now;
    this.#startSum += now;
    if (this.#quota !== null) this.#quota.began(core, cost, now);
    else this.#clock.schedule(core.timer, now + cost / this.#speed);
    return true;
  }
}
