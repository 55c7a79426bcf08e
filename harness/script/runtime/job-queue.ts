import type { EventLoop } from './event-loop.ts';
import type { Steps } from './steps.ts';

/** Something to do once the script's present turn has ended. Returns steps if it may block. Throws to fail the iteration. */
export interface Job {
  run(): Steps | null;
}

/** What promises need of a VU's event loop. As in k6, nothing of it runs while the VU is in a blocking call. */
export interface JobQueue extends EventLoop {
  /** Queues what a promise does: before any job of `EventLoop`. */
  microtask(job: Job): void;
  /** A promise was rejected and nobody handles it so far. */
  rejected(promise: object, reason: unknown): void;
  /** Somebody handles it after all. */
  handled(promise: object): void;
  /** A blocking call could not wait: the iteration fails, even if the script swallows the error. */
  refused(error: unknown): void;
  /** The script waits for one native promise more, or (−1) less. */
  native(change: 1 | -1): void;
}

/**
 * Turns of the process that scripts ask for. Their own promises need none; a native promise that a host function gave a script does: its
 * callbacks run only when the native stack is empty. A virtual clock must not advance while `pending`.
 */
export class Drains {
  pending = false;
  /** Told when a turn is asked for: a virtual clock stops after the present event. */
  onRequest: (() => void) | null = null;
  #idle: (() => void)[] = [];

  /** Asks for one turn. */
  request(): void {
    if (this.pending) return;
    this.pending = true;
    this.onRequest?.();
    setImmediate(() => {
      this.pending = false;
      const idle = this.#idle;
      this.#idle = [];
      for (const callback of idle) callback();
    });
  }

  /** Calls back once, when nothing is pending (at once if so now). */
  onIdle(callback: () => void): void {
    if (this.pending) this.#idle.push(callback);
    else callback();
  }
}

/** The queue of the VU whose script code runs now; null outside script code. */
export const running: { queue: JobQueue | null } = { queue: null };

/** The queue of the script code that calls. @throws Error outside script code. */
export function currentQueue(): JobQueue {
  if (running.queue === null) throw new Error('this can only be called by a script');
  return running.queue;
}
