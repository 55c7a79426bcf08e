import { processStat } from '../site/processes/process-stat.ts';
import { EXIT } from './exit-code.ts';
import { toStderr } from './to-terminal.ts';

/** npm passes Ctrl-C on to its child, which gets it from the terminal too: one press may come twice. */
const SAME_PRESS_MS = 500;

/** What is said where a target is drilled. */
export const UNDOING = 'stopping; what was done to the target is undone, and the record of what was measured kept';

/** Ctrl-C, the end asked for from outside, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal, or that whoever started us has gone: the first asks the drill to end and keep what it has measured; a second signal while
 * it does so ends everything at once.
 */
export class Interruption {
  asked = false;
  /** Told once. */
  onAsked: (() => void) | null = null;
  /** Tells the user. */
  say: (text: string) => void = text => toStderr(`\n${text}\n`);
  readonly #starters = starters();
  readonly #watch: NodeJS.Timeout;

  readonly #notice: string;

  /** @param notice what the user is told at the first */
  constructor(notice = 'stopping; the record of what was measured is kept') {
    this.#notice = notice;
    for (const signal of SIGNALS) process.on(signal, this.#signalled);
    // `npx` ended by a signal leaves its child running: the parent's change may be all that tells.
    this.#watch = setInterval(() => {
      if (starters() !== this.#starters) this.#ask();
    }, 500);
    this.#watch.unref();
  }

  /** No more. */
  close(): void {
    clearInterval(this.#watch);
    for (const signal of SIGNALS) process.off(signal, this.#signalled);
  }

  #askedAt = 0;

  #signalled = (): void => {
    // Child processes end with their channel to us.
    if (this.asked && performance.now() - this.#askedAt > SAME_PRESS_MS) process.exit(EXIT.interrupted);
    this.#ask();
  };

  #ask(): void {
    if (this.asked) return;
    this.asked = true;
    this.#askedAt = performance.now();
    this.say(`${this.#notice} (Ctrl-C again: stop at once)`);
    this.onAsked?.();
  }
}

/** Who started this process: its parent, and npm where that has a shell between. */
function starters(): string {
  const npm = process.env.npm_command === undefined ? null : processStat(process.ppid)?.parent;
  return `${process.ppid} ${npm ?? ''}`;
}
