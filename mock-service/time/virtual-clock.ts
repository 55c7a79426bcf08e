import type { Clock, Timer } from './clock.ts';
import { Lane } from './lane.ts';
import { TimerHeap } from './timer-heap.ts';

/** Time that passes only from event to event: the same schedule gives the same order, always. */
export class VirtualClock implements Clock {
  #heap = new TimerHeap();
  #lanes: Lane[] = [];
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

  /** A queue of its own for timers that come due in the order in which they are added: cheaper than `schedule`. */
  lane(): Lane {
    const lane = new Lane(() => this.#heap.nextOrder());
    this.#lanes.push(lane);
    return lane;
  }

  /** Timers waiting to fire. */
  get pending(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.size, this.#heap.size);
  }

  /** The time of the next event, or Infinity when nothing is left to do. */
  get next(): number {
    return this.#lanes.reduce((at, { firstAt }) => Math.min(at, firstAt), this.#heap.firstAt);
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
    const lanes = this.#lanes;
    let count = 0;
    this.#stopped = false;
    while (count < limit && !this.#stopped) {
      let at = heap.firstAt;
      let from: Lane | null = null;
      for (let i = 0; i < lanes.length; i++) {
        const lane = lanes[i] as Lane;
        const { firstAt } = lane;
        if (firstAt > at || firstAt === Number.POSITIVE_INFINITY) continue;
        if (firstAt < at || lane.firstOrder < (from ?? heap).firstOrder) {
          at = firstAt;
          from = lane;
        }
      }
      if (at > until || at === Number.POSITIVE_INFINITY) break;
      this.#now = at;
      count++;
      // Called in two places: what lanes hold is nearly all of one kind, whose code is compiled into the first.
      if (from !== null) from.shift().handler.fire(at);
      else heap.shift().handler.fire(at);
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
