import type { Timer } from './clock.ts';

/**
 * Timers that come due in the order in which they were added, as everything does that takes equally long: a ring instead of a
 * place in the heap, at a fraction of its cost. Only the clock that made the lane takes timers out.
 */
export class Lane {
  readonly #nextOrder: () => number;
  /** The timers, and the order each had when it was added: another one now means that it was removed. */
  #timers: (Timer | undefined)[] = new Array(64);
  #orders: number[] = new Array(64).fill(0);
  #first = 0;
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
    const place = (this.#first + this.#size++) & (this.#timers.length - 1);
    timer.at = at;
    timer.order = this.#nextOrder();
    this.#timers[place] = timer;
    this.#orders[place] = timer.order;
  }

  /** The timer will not fire. It must be in this lane. */
  remove(timer: Timer): void {
    timer.order = -1;
  }

  /** The soonest timer, still in the lane. */
  peek(): Timer | undefined {
    while (this.#size > 0) {
      const timer = this.#timers[this.#first] as Timer;
      if (timer.order === this.#orders[this.#first]) return timer;
      this.shift();
    }
    return undefined;
  }

  /** Takes out the first timer. The lane must not be empty. */
  shift(): void {
    this.#first = (this.#first + 1) & (this.#timers.length - 1);
    this.#size--;
  }

  #grow(): void {
    const old = this.#timers.length;
    const timers = new Array<Timer | undefined>(old * 2);
    const orders = new Array<number>(old * 2).fill(0);
    for (let i = 0; i < old; i++) {
      timers[i] = this.#timers[(this.#first + i) & (old - 1)];
      orders[i] = this.#orders[(this.#first + i) & (old - 1)] as number;
    }
    this.#timers = timers;
    this.#orders = orders;
    this.#first = 0;
  }
}
