import { LOOK_EVERY_MS, type Look, type Patience, Silence, type Stuck } from './silence.ts';

/** Looks at a process until it is stuck. */
export class Watchdog {
  readonly #silence: Silence;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param look looks at it
   * @param onStuck told once
   */
  constructor(look: () => Look, patience: Patience, onStuck: (stuck: Stuck) => void) {
    this.#silence = new Silence(patience);
    this.#timer = setInterval(() => {
      const stuck = this.#silence.look(look());
      if (stuck === null) return;
      this.close();
      onStuck(stuck);
    }, LOOK_EVERY_MS);
  }

  /** The process has spoken. */
  heard(): void {
    this.#silence.heard();
  }

  /** No more looks. */
  close(): void {
    clearInterval(this.#timer);
  }
}
