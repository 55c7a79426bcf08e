import type { Timer } from './clock.ts';

/**
 * Timers that come due in the order in which they were added, as everything does that takes equally long: a ring instead of a
 * place in the heap, at a fraction of its cost. Only the clock that made the lane takes timers out.
 */
export class Lane {
  readonly #nextOrder: () => number;
  #timers: (Timer | undefined)[] = new Array(64);
  #times = new Float64Array(64);
  /** The order that each timer had when it was added: if it has another one now, it was removed. */
  #orders: number[] = new Array(64).fill(0);
  #first = 0;
  #firstAt = Number.POSITIVE_INFINITY;
  #size = 0;

  /** @param nextOrder numbers all timers of the clock in the order of scheduling. */
  constructor(nextOrder: () => number) {
    this.#nextOrder = nextOrder;
  }

  /** Timers in the lane, removed ones included. */
  get size(): number {
    return this.#size;
  }

  /** Fires `timer` at `at`, which must not lie before that of the timer added last. It must not be scheduled elsewhere. */
  add(timer: Timer, at: number): void {
    if (this.#size === this.#timers.length) this.#grow();
    if (this.#size === 0) this.#firstAt = at;
    const place = (this.#first + this.#size++) & (this.#timers.length - 1);
    timer.order = this.#nextOrder();
    this.#timers[place] = timer;
    this.#times[place] = at;
    this.#orders[place] = timer.order;
  }

  /** The timer will not fire. It must be in this lane. */
  remove(timer: Timer): void {
    timer.order = -1;
    this.#passRemoved();
  }

  /** When the soonest timer is due; Infinity if there is none. */
  get firstAt(): number {
    return this.#firstAt;
  }

  /** The place of the first timer in the order of scheduling. The lane must not be empty. */
  get firstOrder(): number {
    return this.#orders[this.#first] as number;
  }

  /** Takes out the first timer. The lane must not be empty. */
  shift(): Timer {
    const timer = this.#timers[this.#first] as Timer;
    this.#pass();
    this.#passRemoved();
    return timer;
  }

  #passRemoved(): void {
    while (this.#size > 0) {
      const first = this.#first;
      if ((this.#timers[first] as Timer).order === this.#orders[first]) {
        this.#firstAt = this.#times[first] as number;
        return;
      }
      this.#pass();
    }
    this.#firstAt = Number.POSITIVE_INFINITY;
  }

  #pass(): void {
    this.#first = (this.#first + 1) & (this.#timers.length - 1);
    this.#size--;
  }

  #grow(): void {
    const old = this.#timers.length;
    const timers = new Array<Timer | undefined>(old * 2);
    const times = new Float64Array(old * 2);
    const orders = new Array<number>(old * 2).fill(0);
    for (let i = 0; i < old; i++) {
      const place = (this.#first + i) & (old - 1);
      timers[i] = this.#timers[place];
      times[i] = this.#times[place] as number;
      orders[i] = this.#orders[place] as number;
    }
    this.#timers = timers;
    this.#times = times;
    this.#orders = orders;
    this.#first = 0;
  }
}
