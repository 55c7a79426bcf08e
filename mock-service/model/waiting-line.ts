import { type Clock, Timer } from '../time/clock.ts';
import { Fifo } from './fifo.ts';

/** Who waits for a place, first come first served, each no longer than all the others would. */
export class WaitingLine<T> {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #gaveUp: (item: T, now: number) => void;
  readonly #waiting = new Fifo<T>();
  readonly #since = new Fifo<number>();
  readonly #impatience: Timer;
  /** When the one that was taken out last had come. */
  cameAt = 0;

  /** @param gaveUp told of each that has waited for `patienceMs` and is no longer in line */
  constructor(clock: Clock, patienceMs: number, gaveUp: (item: T, now: number) => void) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#gaveUp = gaveUp;
    this.#impatience = new Timer({ fire: () => this.#giveUp(this.#impatience.at) });
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Who has waited longest. */
  peek(): T | undefined {
    return this.#waiting.peek();
  }

  push(item: T, now: number): void {
    this.#waiting.push(item);
    this.#since.push(now);
    if (!this.#impatience.pending) this.#clock.schedule(this.#impatience, now + this.#patienceMs);
  }

  /** Takes out who has waited longest; undefined: nobody waits. */
  shift(): T | undefined {
    const item = this.#waiting.shift();
    if (item === undefined) this.#clock.cancel(this.#impatience);
    else this.cameAt = this.#since.shift() as number;
    return item;
  }

  /** The longest-waiting one has waited for its whole time. */
  #giveUp(now: number): void {
    for (let since = this.#since.peek(); since !== undefined; since = this.#since.peek()) {
      if (since + this.#patienceMs > now) {
        this.#clock.schedule(this.#impatience, since + this.#patienceMs);
        return;
      }
      this.#since.shift();
      this.#gaveUp(this.#waiting.shift() as T, now);
    }
  }
}
