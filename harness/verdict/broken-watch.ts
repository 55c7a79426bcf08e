import type { Objectives } from '../topology/topology.ts';

/** What the watch needs of a second that is over. */
export interface WatchedSecond {
  readonly offered: number;
  readonly timeouts: number;
  readonly errors: number;
}

/** Seconds that a broken drill goes on, so that its cause shows in the series. */
const AFTERMATH_S = 3;

/**
 * Follows a drill at constant load and tells when an objective is broken whatever comes: were every later request good, the share of
 * failures would still be over its limit. Latency is left to the end of the drill, since its worst window may be yet to come.
 */
export class BrokenWatch {
  readonly #objectives: Objectives;
  readonly #seconds: number;
  #second = 0;
  #mostOffered = 0;
  #timeouts = 0;
  #errors = 0;
  #brokenAt = Number.POSITIVE_INFINITY;

  /** @param seconds how long the drill is to last */
  constructor(objectives: Objectives, seconds: number) {
    this.#objectives = objectives;
    this.#seconds = seconds;
  }

  /** Takes the next second. @returns whether the drill may end now */
  over({ offered, timeouts, errors }: WatchedSecond): boolean {
    this.#second++;
    this.#mostOffered = Math.max(this.#mostOffered, offered);
    this.#timeouts += timeouts;
    this.#errors += errors;
    if (this.#isBroken()) this.#brokenAt = Math.min(this.#brokenAt, this.#second);
    return this.#second >= this.#brokenAt + AFTERMATH_S;
  }

  #isBroken(): boolean {
    const { timeouts, errors } = this.#objectives;
    const requests = this.#mostOffered * Math.max(this.#seconds, this.#second);
    return (
      (timeouts !== null && this.#timeouts > timeouts * requests) ||
      (errors !== null && this.#errors > errors * requests)
    );
  }
}
