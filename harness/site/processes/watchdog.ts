import { processStat } from './process-stat.ts';
import { LOOK_EVERY_MS, type Look, type Patience, Silence, type Stuck } from './silence.ts';

/** Looks at a process until it is stuck. */
export class Watchdog {
  readonly #silence: Silence;
  readonly #timer: NodeJS.Timeout;

  /** @param onStuck told once */
  constructor(pid: number, patience: Patience, onStuck: (stuck: Stuck) => void) {
    this.#silence = new Silence(patience);
    this.#timer = setInterval(() => {
      const stuck = this.#silence.look(lookAt(pid));
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

/** At its main thread, which is the one that speaks: others collect garbage beside it. */
function lookAt(pid: number): Look {
  const stat = processStat(pid, pid);
  return stat === null ? null : { usedMs: stat.usedMs, waits: 'STt'.includes(stat.state) };
}
