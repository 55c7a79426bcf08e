import type { Timer } from './clock.ts';

/**
 * The pending timers, soonest first: a 4-ary heap ordered by (at, order). Each timer knows its slot, so moving and
 * cancelling need no search; the times lie beside the timers in an array of their own, where comparing them touches no timer.
 */
export class TimerHeap {
  #timers: Timer[] = [];
  #times = new Float64Array(256);
  #order = 0;

  get size(): number {
    return this.#timers.length;
  }

  /** Numbers the timers in the order of scheduling. */
  nextOrder(): number {
    return this.#order++;
  }

  /** When the soonest timer is due; Infinity if there is none. */
  get firstAt(): number {
    return this.#timers.length > 0 ? (this.#times[0] as number) : Number.POSITIVE_INFINITY;
  }

  /** The place of the soonest timer in the order of scheduling. The heap must not be empty. */
  get firstOrder(): number {
    return (this.#timers[0] as Timer).order;
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
      if (this.#timers.length > this.#times.length) this.#grow();
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
    const times = this.#times;
    const { at, order } = timer;
    let slot = from;
    while (slot > 0) {
      const above = (slot - 1) >> 2;
      const time = times[above] as number;
      const parent = timers[above] as Timer;
      if (time < at || (time === at && parent.order < order)) break;
      timers[slot] = parent;
      times[slot] = time;
      parent.slot = slot;
      slot = above;
    }
    timers[slot] = timer;
    times[slot] = at;
    timer.slot = slot;
  }

  #sink(timer: Timer, from: number): void {
    const timers = this.#timers;
    const times = this.#times;
    const size = timers.length;
    const { at, order } = timer;
    let slot = from;
    for (;;) {
      const first = (slot << 2) + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let below = first;
      let soonest = times[first] as number;
      for (let i = first + 1; i < end; i++) {
        const time = times[i] as number;
        if (time > soonest) continue;
        if (time < soonest || (timers[i] as Timer).order < (timers[below] as Timer).order) {
          soonest = time;
          below = i;
        }
      }
      const child = timers[below] as Timer;
      if (at < soonest || (at === soonest && order < child.order)) break;
      timers[slot] = child;
      times[slot] = soonest;
      child.slot = slot;
      slot = below;
    }
    timers[slot] = timer;
    times[slot] = at;
    timer.slot = slot;
  }

  #grow(): void {
    const larger = new Float64Array(this.#times.length * 2);
    larger.set(this.#times);
    this.#times = larger;
  }
}
