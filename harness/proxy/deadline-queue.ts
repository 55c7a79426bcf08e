import { type Clock, type Handler, Timer } from '../../mock-service/time/clock.ts';
import type { Call } from './call.ts';

/**
 * Deadlines of equal length expire in the order in which they began: a linked row with one timer for its head, where a timer per
 * request would cost a heap operation each. The timer is left alone when the head leaves early; it then fires for nothing, about
 * once per deadline.
 */
export class DeadlineQueue implements Handler {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #late: (call: Call, now: number) => void;
  readonly #timer = new Timer(this);
  #head: Call | null = null;
  #tail: Call | null = null;

  /** @param late called for a call whose time is over; it is no longer in the row. */
  constructor(clock: Clock, timeoutMs: number, late: (call: Call, now: number) => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#late = late;
  }

  add(call: Call, now: number): void {
    call.deadlineAt = now + this.#timeoutMs;
    const tail = this.#tail;
    call.before = tail;
    if (tail === null) this.#head = call;
    else tail.after = call;
    this.#tail = call;
    if (!this.#timer.pending) this.#clock.schedule(this.#timer, call.deadlineAt);
  }

  remove(call: Call): void {
    const { before, after } = call;
    if (before === null) this.#head = after;
    else before.after = after;
    if (after === null) this.#tail = before;
    else after.before = before;
    call.before = null;
    call.after = null;
  }

  fire(now: number): void {
    for (let head = this.#head; head !== null; head = this.#head) {
      if (head.deadlineAt > now) {
        this.#clock.schedule(this.#timer, head.deadlineAt);
        return;
      }
      this.remove(head);
      this.#late(head, now);
    }
  }

  /** Forgets the timer. */
  close(): void {
    this.#clock.cancel(this.#timer);
  }
}
