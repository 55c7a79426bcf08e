import type { BlockingCall } from './blocking-call.ts';
import type { Job, JobQueue } from './job-queue.ts';
import type { Steps } from './steps.ts';
import { twinOf } from './twin.ts';

export type Settle = (value: unknown) => void;
export type Resolvers = { resolve: Settle; reject: Settle };
export type State = 'pending' | 'fulfilled' | 'rejected';

/** Who waits for a promise. */
export interface Reaction {
  react(state: State, value: unknown): Steps | null;
}

/** Tells one who waits, when the promise has settled. */
export class ReactionJob implements Job {
  #reaction: Reaction;
  #queue: JobQueue;
  #state: State = 'pending';
  #value: unknown;

  constructor(reaction: Reaction, queue: JobQueue) {
    this.#reaction = reaction;
    this.#queue = queue;
  }

  /** The promise has settled. */
  queue(state: State, value: unknown): void {
    this.#state = state;
    this.#value = value;
    this.#queue.microtask(this);
  }

  run(): Steps | null {
    return this.#reaction.react(this.#state, this.#value);
  }
}

/** Runs a callback of the script, which may block, and hands on what comes of it. */
export function runHandler(
  handler: (...args: unknown[]) => unknown,
  args: unknown[],
  returned: Settle,
  threw: Settle,
): Steps | null {
  try {
    const twin = twinOf(handler);
    if (twin !== undefined) return new SettlingSteps(twin(...args), returned, threw);
    returned(handler(...args));
  } catch (error) {
    threw(error);
  }
  return null;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Steps whose end settles a promise. */
class SettlingSteps implements Steps {
  #steps: Steps;
  #resolve: Settle;
  #reject: Settle;

  constructor(steps: Steps, resolve: Settle, reject: Settle) {
    this.#steps = steps;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  next(value?: unknown): IteratorResult<BlockingCall, unknown> {
    try {
      const result = this.#steps.next(value);
      if (!result.done) return result;
      this.#resolve(result.value);
    } catch (error) {
      this.#reject(error);
    }
    return DONE;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** Waits for a thenable: a promise of the script, a native one, or any object with `then`. */
export class AdoptJob implements Job {
  #thenable: object;
  #then: (...args: unknown[]) => unknown;
  #resolvers: Resolvers;
  #queue: JobQueue;

  constructor(thenable: object, then: (...args: unknown[]) => unknown, resolvers: Resolvers, queue: JobQueue) {
    this.#thenable = thenable;
    this.#then = then;
    this.#resolvers = resolvers;
    this.#queue = queue;
  }

  run(): Steps | null {
    if (this.#thenable instanceof Promise) {
      adoptNative(this.#thenable, this.#resolvers, this.#queue);
      return null;
    }
    const { resolve, reject } = this.#resolvers;
    try {
      const twin = twinOf(this.#then);
      if (twin !== undefined) {
        return new SettlingSteps(Reflect.apply(twin, this.#thenable, [resolve, reject]), () => {}, reject);
      }
      Reflect.apply(this.#then, this.#thenable, [resolve, reject]);
    } catch (error) {
      reject(error);
    }
    return null;
  }
}

/** Follows a promise that a host function gave the script. The iteration does not end before it. */
function adoptNative(promise: Promise<unknown>, { resolve, reject }: Resolvers, queue: JobQueue): void {
  let over = false;
  const background = {
    cancel() {
      over = true;
      queue.native(-1);
    },
  };
  const end = (settle: Settle, value: unknown) => {
    if (over) return;
    over = true;
    queue.native(-1);
    queue.settle(background, settle, [value]);
  };
  queue.retain(background);
  queue.native(1);
  promise.then(
    value => end(resolve, value),
    reason => end(reject, reason),
  );
}
