import type { Timer } from './clock.ts';

/**
 * The pending timers, soonest first: a 4-ary heap ordered by (at, order). Each timer knows its slot, so moving and
 * cancelling need no search.
 */
export class TimerHeap {
  #timers: Timer[] = [];
  #order = 0;

  get size(): number {
    return this.#timers.length;
  }

  /** Numbers the timers in the order of scheduling. */
  nextOrder(): number {
    return this.#order++;
  }

  /** The soonest timer, still in the heap. */
  peek(): Timer | undefined {
    return this.#timers[0];
  }

  schedule(timer: Timer, at: number): void {
    const earlier = timer.slot < 0 || at < timer.at;
    timer.at = at;
    timer.order = this.#order++;
    if (timer.slot < 0) {
      timer.slot = this.#timers.length;
      this.#timers.push(timer);
    }
    if (earlier) this.#rise(timer, timer.slot);
    else this.#sink(timer, timer.slot);
  }

  remove(timer: Timer): void {
    const slot = timer.slot;
    if (slot < 0) return;
    timer.slot = -1;
    const last = this.#timers.pop() as Timer;
    if (last === timer) return;
    this.#rise(last, slot);
    if (last.slot === slot) this.#sink(last, slot);
  }

  /** Takes out the soonest timer. The heap must not be empty. */
  shift(): Timer {
    const timers = this.#timers;
    const first = timers[0] as Timer;
    first.slot = -1;
    const last = timers.pop() as Timer;
    if (last !== first) this.#sink(last, 0);
    return first;
  }

  #rise(timer: Timer, from: number): void {
    const timers = this.#timers;
    let slot = from;
    while (slot > 0) {
      const above = (slot - 1) >> 2;
      const parent = timers[above] as Timer;
      if (parent.at < timer.at || (parent.at === timer.at && parent.order < timer.order)) break;
      timers[slot] = parent;
      parent.slot = slot;
      slot = above;
    }
    timers[slot] = timer;
    timer.slot = slot;
  }

  #sink(timer: Timer, from: number): void {
    const timers = this.#timers;
    const size = timers.length;
    let slot = from;
    for (;;) {
      const first = (slot << 2) + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let below = first;
      let child = timers[first] as Timer;
      for (let i = first + 1; i < end; i++) {
        const other = timers[i] as Timer;
        if (other.at < child.at || (other.at === child.at && other.order < child.order)) {
          child = other;
          below = i;
        }
      }
      if (timer.at < child.at || (timer.at === child.at && timer.order < child.order)) break;
      timers[slot] = child;
      child.slot = slot;
      slot = below;
    }
    timers[slot] = timer;
    timer.slot = slot;
  }
}
