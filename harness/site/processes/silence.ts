/** What is seen of a process at one look; null where the system does not tell. */
export type Look = {
  /** Processor time that its main thread has used so far, ms. */
  readonly usedMs: number;
  /** Its main thread waits, or was stopped. One that wants to run, and is not let, does not wait. */
  readonly waits: boolean;
} | null;

/** How a process is stuck: it works on and on without a word, or waits on and on, or is silent where nothing more can be seen. */
export type Stuck = 'works' | 'waits' | 'silent';

/** For how long a process may be without a word, ms, in each of these ways. */
export type Patience = Readonly<Record<Stuck, number>>;

/** What a process may not stand still for, ms, lest its silence be taken for the system's. */
export const SILENT_MS = 2000;

/** How often a process is looked at. */
export const LOOK_EVERY_MS = 500;
/** Between two looks what was said meanwhile is heard, even if it is this process that was kept from running: so many are needed. */
const LEAST_LOOKS = 3;

/**
 * A process that is expected to speak and does not. It is judged by the processor time that it has used since it was last heard: how
 * busy the machine is then decides nothing. One that the machine does not let run is never given up.
 */
export class Silence {
  readonly #patience: Patience;
  #looks = 0;
  #usedMs = 0;
  #waitedMs = 0;
  #unseenMs = 0;
  #last: Look = null;
  /** Until its first word a process loads, which is work without words. */
  #hasSpoken = false;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** It has spoken. */
  heard(): void {
    this.#hasSpoken = true;
    this.#looks = 0;
    this.#usedMs = 0;
    this.#waitedMs = 0;
    this.#unseenMs = 0;
    this.#last = null;
  }

  /** Takes another look, `LOOK_EVERY_MS` after the one before. @returns how the process is stuck; null if it is not, so far */
  look(look: Look): Stuck | null {
    const last = this.#last;
    this.#last = look;
    this.#looks++;
    if (look === null) this.#unseenMs += LOOK_EVERY_MS;
    else if (last !== null) {
      if (this.#hasSpoken) this.#usedMs += look.usedMs - last.usedMs;
      if (look.waits && last.waits && look.usedMs === last.usedMs) this.#waitedMs += LOOK_EVERY_MS;
    }
    if (this.#looks < LEAST_LOOKS) return null;
    const { works, waits, silent } = this.#patience;
    if (this.#usedMs >= works) return 'works';
    if (this.#waitedMs >= waits) return 'waits';
    return this.#unseenMs >= silent ? 'silent' : null;
  }
}
