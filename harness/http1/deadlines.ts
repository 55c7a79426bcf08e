import { type Clock, type Handler, Timer } from '../../mock-service/time/clock.ts';

/** What can run out of time: a link of a row. Only its row touches the fields. */
export interface Expiring<Self> {
  /** When its time is up, ms on the Clock. */
  deadlineAt: number;
  before: Self | null;
  after: Self | null;
}

/**
 * Deadlines of equal length expire in the order in which they began: a linked row with one timer for its head, where a timer per
 * request would cost two heap operations each. The timer is left alone when the head leaves early; it then fires for nothing, about
 * once per deadline, and moves on to the new head.
 */
export class DeadlineQueue<Item extends Expiring<Item>> implements Handler {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #late: (item: Item, now: number) => void;
  readonly #timer = new Timer(this);
  #head: Item | null = null;
  #tail: Item | null = null;

  /** @param late called for an item whose time is over; it is no longer in the row. */
  constructor(clock: Clock, limitMs: number, late: (item: Item, now: number) => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#late = late;
  }

  add(item: Item, now: number): void {
    item.deadlineAt = now + this.#limitMs;
    const tail = this.#tail;
    item.before = tail;
    this.#tail = item;
    if (tail !== null) tail.after = item;
    else {
      this.#head = item;
      if (!this.#timer.pending) this.#clock.schedule(this.#timer, item.deadlineAt);
    }
  }

  /** Only for what is in the row. */
  remove(item: Item): void {
    const { before, after } = item;
    if (before === null) this.#head = after;
    else before.after = after;
    if (after === null) this.#tail = before;
    else after.before = before;
    item.before = null;
    item.after = null;
  }

  fire(now: number): void {
    for (let head = this.#head; head !== null; head = this.#head) {
      if (head.deadlineAt > now) {
        if (!this.#timer.pending) this.#clock.schedule(this.#timer, head.deadlineAt);
        return;
      }
      this.remove(head);
      this.#late(head, now);
    }
  }

  /** Forgets the timer, so that it keeps nothing waiting. */
  close(): void {
    this.#clock.cancel(this.#timer);
  }
}

/** What has a time limit of its own. */
export interface Limited extends Expiring<Limited> {
  /** The row that it is in; null when it is not waiting. */
  queue: DeadlineQueue<Limited> | null;
  /** Its time is up; it is no longer waiting. */
  expire(now: number): void;
}

/** Time limits of any length: a queue for each length. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #queues = new Map<number, DeadlineQueue<Limited>>();
  #latest: DeadlineQueue<Limited> | null = null;
  #latestMs = -1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param now the present, ms; @param limitMs how long `item` may take from now on. */
  start(item: Limited, now: number, limitMs: number): void {
    if (limitMs !== this.#latestMs) {
      let queue = this.#queues.get(limitMs);
      if (queue === undefined) this.#queues.set(limitMs, (queue = new DeadlineQueue(this.#clock, limitMs, expire)));
      this.#latest = queue;
      this.#latestMs = limitMs;
    }
    item.queue = this.#latest as DeadlineQueue<Limited>;
    item.queue.add(item, now);
  }

  /** Does nothing if `item` is not waiting. */
  end(item: Limited): void {
    item.queue?.remove(item);
    item.queue = null;
  }

  /** Forgets its timers. */
  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }
}

function expire(item: Limited, now: number): void {
  item.queue = null;
  item.expire(now);
}
