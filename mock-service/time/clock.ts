/** What happens at a scheduled moment. */
export interface Handler {
  /** @param now model time in ms: the scheduled moment when virtual, the real one (never earlier) when live. */
  fire(now: number): void;
}

/**
 * One pending moment of one handler. A request owns its timers and reuses them, so scheduling allocates nothing.
 * Only a clock touches the fields.
 */
export class Timer {
  /** Due time, ms; not kept in a lane. */
  at = 0;
  /** Ties are broken by the order of scheduling. */
  order = 0;
  /** Place in the clock's heap; −1 when not scheduled. */
  slot = -1;
  readonly handler: Handler;

  constructor(handler: Handler) {
    this.handler = handler;
  }

  get pending(): boolean {
    return this.slot >= 0;
  }
}

/** The port through which the whole model sees time: milliseconds (fractions count) since the clock's zero. */
export interface Clock {
  now(): number;
  /** Fires `timer` at `at`, or as soon as possible if that has passed. A pending timer is moved. */
  schedule(timer: Timer, at: number): void;
  /** Does nothing if the timer is not pending. */
  cancel(timer: Timer): void;
}

/** A timer that calls a function: for everything that is not on a request's path. */
export function timer(fire: (now: number) => void): Timer {
  return new Timer({ fire });
}
