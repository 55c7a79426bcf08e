import { type Clock, type Handler, Timer } from '../../../../mock-service/time/clock.ts';

/** What can run out of time: a link of its queue. Only `Deadlines` touches the fields. */
export interface Expiring {
  /** When its time is up, ms on the Clock. */
  deadlineAt: number;
  queue: DeadlineQueue | null;
  earlier: Expiring | null;
  later: Expiring | null;
  /** Its time is up; it is no longer queued. */
  expire(now: number): void;
}

/**
 * All that have the same time limit: they run out in the order in which they came, so one timer for the first of them does
 * (a timer per request would cost two heap operations each). The timer is left alone when the first one ends in time; it then
 * fires for nothing and moves on to the new first.
 */
export class DeadlineQueue implements Handler {
  readonly timer = new Timer(this);
  #clock: Clock;
  #first: Expiring | null = null;
  #last: Expiring | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(call: Expiring): void {
    const last = this.#last;
    call.queue = this;
    call.earlier = last;
    if (last === null) {
      this.#first = call;
      if (!this.timer.pending) this.#clock.schedule(this.timer, call.deadlineAt);
    } else last.later = call;
    this.#last = call;
  }

  remove(call: Expiring): void {
    const { earlier, later } = call;
    if (earlier === null) this.#first = later;
    else earlier.later = later;
    if (later === null) this.#last = earlier;
    else later.earlier = earlier;
    call.queue = null;
    call.earlier = null;
    call.later = null;
  }

  fire(now: number): void {
    let call = this.#first;
    while (call !== null && call.deadlineAt <= now) {
      this.remove(call);
      call.expire(now);
      call = this.#first;
    }
    if (call !== null && !this.timer.pending) this.#clock.schedule(this.timer, call.deadlineAt);
  }
}

/** The time limits of requests under way, one queue per length of limit. */
export class Deadlines {
  #clock: Clock;
  #queues = new Map<number, DeadlineQueue>();
  #latest: DeadlineQueue | null = null;
  #latestMs = -1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param now the present, ms; @param limitMs how long `call` may take from now on. */
  start(call: Expiring, now: number, limitMs: number): void {
    call.deadlineAt = now + limitMs;
    if (limitMs !== this.#latestMs) {
      let queue = this.#queues.get(limitMs);
      if (queue === undefined) this.#queues.set(limitMs, (queue = new DeadlineQueue(this.#clock)));
      this.#latest = queue;
      this.#latestMs = limitMs;
    }
    (this.#latest as DeadlineQueue).add(call);
  }

  /** Does nothing if `call` is not waiting. */
  end(call: Expiring): void {
    call.queue?.remove(call);
  }

  /** Forgets its timers, so that they keep nothing waiting after the drill. */
  close(): void {
    for (const queue of this.#queues.values()) this.#clock.cancel(queue.timer);
  }
}
