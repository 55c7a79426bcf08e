/** What an iteration that waits for nothing takes in the virtual world, ms: about what it takes in k6. */
const LEAST_ITERATION_MS = 0.01;
/** So many of them, and each takes twice as long from then on, up to a second. */
const DOUBLES_AFTER = 10_000;
const MOST_MS = 1000;

/**
 * The time of iterations that take none, so that a closed loop with an empty body advances (model §6). Their number means nothing: it is
 * that of a processor's speed. So they become slower, and an hour of them takes seconds of real time rather than an hour.
 */
export class EmptyIterations {
  #count = 0;
  #ms = LEAST_ITERATION_MS;
  #warn: (text: string) => void;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** What the next one takes, ms. */
  next(): number {
    if (++this.#count % DOUBLES_AFTER === 0) {
      if (this.#count === DOUBLES_AFTER) {
        this.#warn(
          `${DOUBLES_AFTER} iterations took no time, since they wait for nothing: from here on they are given more of it, and their number says nothing`,
        );
      }
      this.#ms = Math.min(MOST_MS, this.#ms * 2);
    }
    return this.#ms;
  }
}
