import { type Clock, type Handler, Timer } from '../time/clock.ts';
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

class Core implements Handler {
  readonly timer = new Timer(this);
  readonly cpu: Cpu;
  task: Task | null = null;
  startedAt = 0;

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
  #clock: Clock;
  #cores: Core[];
  #idle: Core[];
  #waiting = new Fifo<Task>();
  #busyMs = 0;
  #startSum = 0;

  constructor(clock: Clock, cores: number) {
    this.#clock = clock;
    this.#cores = Array.from({ length: cores }, () => new Core(this));
    this.#idle = [...this.#cores];
  }

  get cores(): number {
    return this.#cores.length;
  }

  /** Tasks waiting for a core. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Core time used up to `now`, ms: its growth over a second ÷ (1000 · cores) is that second's utilisation. */
  busyMs(now: number): number {
    const running = this.#cores.length - this.#idle.length;
    // A core whose timer is late has been idle since its task was due.
    let lateMs = 0;
    for (const { task, timer } of this.#cores) if (task !== null && timer.at < now) lateMs += now - timer.at;
    return this.#busyMs + running * now - this.#startSum - lateMs;
  }

  submit(task: Task): void {
    const core = this.#idle.pop();
    if (core === undefined) this.#waiting.push(task);
    else if (!this.#run(core, task, task.readyAt)) this.#idle.push(core);
  }

  /** Forgets everything that runs or waits; `done` is called for none of it. */
  reset(now: number): void {
    this.#busyMs = this.busyMs(now);
    this.#startSum = 0;
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
    task.done(now);
    if (core.task !== task) return; // `done` reset us
    core.task = null;
    this.#startSum -= now;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (this.#run(core, next, next.readyAt > now ? next.readyAt : now)) return;
    }
    this.#idle.push(core);
  }

  #run(core: Core, task: Task, now: number): boolean {
    const cost = task.start(now);
    if (cost < 0) return false;
    core.task = task;
    core.startedAt = now;
    this.#startSum += now;
    this.#clock.schedule(core.timer, now + cost);
    return true;
  }
}
