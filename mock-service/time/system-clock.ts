import type { Clock, Timer } from './clock.ts';
import { TimerHeap } from './timer-heap.ts';

/** Node cannot wait longer than this in one go. */
const LONGEST_WAIT_MS = 2_000_000_000;

/** What this process's `performance.now()` counts from, as Unix time in ms: as it was when the process started, or as its parent has it. */
let originMs = performance.timeOrigin;

/** Unix time in ms, without the steps that the wall's clock makes when somebody sets it. */
export function steadyUnixMs(): number {
  return originMs + performance.now();
}

/** One moment on both clocks, ms. The monotonic one is the same in all processes of a machine, and nobody can set it. */
export interface Moment {
  readonly unixMs: number;
  readonly monotonicMs: number;
}

export function thisMoment(): Moment {
  return { unixMs: steadyUnixMs(), monotonicMs: monotonicMs() };
}

/** From now on this process tells time as another one does, though the wall's clock was set between their starts. */
export function tellTimeAs(other: Moment): void {
  originMs = other.unixMs - other.monotonicMs + monotonicMs() - performance.now();
}

function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Real, monotonic time. The only file of the model that reads it. */
export class SystemClock implements Clock {
  #heap = new TimerHeap();
  #zero: number;
  #waitingFor = Number.POSITIVE_INFINITY;
  #timeout: NodeJS.Timeout | undefined;
  #draining = false;
  #keepsAlive: boolean;

  /**
   * @param zeroEpochMs the clock's zero as Unix time in ms, so that the processes of a drill share one time axis.
   * @param keepsAlive whether pending timers keep the process from exiting.
   */
  constructor(zeroEpochMs = steadyUnixMs(), keepsAlive = true) {
    this.#zero = zeroEpochMs - originMs;
    this.#keepsAlive = keepsAlive;
  }

  now(): number {
    return performance.now() - this.#zero;
  }

  schedule(timer: Timer, at: number): void {
    this.#heap.schedule(timer, at);
    if (!this.#draining && at < this.#waitingFor) this.#wait();
  }

  cancel(timer: Timer): void {
    this.#heap.remove(timer);
  }

  /** Forgets every pending timer. */
  close(): void {
    clearTimeout(this.#timeout);
    this.#heap = new TimerHeap();
    this.#waitingFor = Number.POSITIVE_INFINITY;
  }

  #wait(): void {
    clearTimeout(this.#timeout);
    const next = this.#heap.peek();
    this.#waitingFor = next?.at ?? Number.POSITIVE_INFINITY;
    if (next === undefined) return;
    const wait = Math.min(Math.max(0, next.at - this.now()), LONGEST_WAIT_MS);
    this.#timeout = setTimeout(this.#drain, wait);
    if (!this.#keepsAlive) this.#timeout.unref();
  }

  #drain = (): void => {
    this.#draining = true;
    // One reading of the time per turn: what becomes due while we work waits for the next turn, so I/O is never starved.
    const now = this.now();
    try {
      for (;;) {
        const next = this.#heap.peek();
        if (next === undefined || next.at > now) break;
        this.#heap.shift();
        next.handler.fire(now);
      }
    } finally {
      this.#draining = false;
      this.#wait();
    }
  };
}
