import type { Clock, Timer } from './clock.ts';
import { TimerHeap } from './timer-heap.ts';

/** Time that passes only from event to event: the same schedule gives the same order, always. */
export class VirtualClock implements Clock {
  #heap = new TimerHeap();
  #now = 0;
  #stopped = false;
  /** Events fired so far. */
  fired = 0;

  now(): number {
    return this.#now;
  }

  schedule(timer: Timer, at: number): void {
    this.#heap.schedule(timer, at > this.#now ? at : this.#now);
  }

  cancel(timer: Timer): void {
    this.#heap.remove(timer);
  }

  /** Timers waiting to fire. */
  get pending(): number {
    return this.#heap.size;
  }

  /** The time of the next event, or Infinity when nothing is left to do. */
  get next(): number {
    return this.#heap.peek()?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Ends the `run` in progress after the event being fired. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Fires events in order until none is left at or before `until`, `limit` of them have fired, or `stop` is called.
   * @returns how many fired: fewer than `limit` means that nothing more is due by `until`, or that it was stopped.
   */
  run(until = Number.POSITIVE_INFINITY, limit = Number.POSITIVE_INFINITY): number {
    const heap = this.#heap;
    let count = 0;
    this.#stopped = false;
    while (count < limit && !this.#stopped) {
      const next = heap.peek();
      if (next === undefined || next.at > until) break;
      heap.shift();
      this.#now = next.at;
      count++;
      next.handler.fire(next.at);
    }
    this.fired += count;
    return count;
  }

  /** Fires everything due by `until`, then moves time there. */
  advance(until: number): void {
    this.run(until);
    if (until > this.#now) this.#now = until;
  }
}
