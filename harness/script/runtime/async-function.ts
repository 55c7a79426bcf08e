import type { BlockingCall } from './blocking-call.ts';
import type { Reaction, State } from './promise-jobs.ts';
import { observe, pending, rejectPromise, resolvePromise, ScriptPromise } from './script-promise.ts';
import type { Steps } from './steps.ts';
import { failSteps, finish, invoke, type Twin } from './twin.ts';

/** What an async function yields where it says `await`: not a call for the VU, but a promise to come back for. */
class Awaiting {
  readonly promise: ScriptPromise;

  constructor(promise: ScriptPromise) {
    this.promise = promise;
  }
}

/** `await value`. */
export function awaiting(value: unknown): unknown {
  return new Awaiting(ScriptPromise.resolve(value));
}

/**
 * One call of an async function. Up to its first `await` it is a part of its caller, which waits for its blocking calls and then gets the
 * promise; from there on it is a job of the VU.
 */
class AsyncCall implements Steps, Reaction {
  readonly promise = pending();
  #steps: Steps | null = null;
  /** Whether the next step is the first behind an `await`, and what the promise came to. */
  #resumes = false;
  #value: unknown;
  #failed = false;

  constructor(twin: Twin, self: unknown, args: ArrayLike<unknown>) {
    try {
      this.#steps = Reflect.apply(twin, self, args);
    } catch (error) {
      rejectPromise(this.promise, error);
    }
  }

  next(value?: unknown): IteratorResult<BlockingCall, unknown> {
    const steps = this.#steps;
    if (steps === null) return { done: true, value: this.promise };
    try {
      const result = this.#resumes ? this.#resume(steps) : steps.next(value);
      if (result.done) resolvePromise(this.promise, result.value);
      else if (result.value instanceof Awaiting) observe(result.value.promise, this);
      else return result;
    } catch (error) {
      rejectPromise(this.promise, error);
    }
    return { done: true, value: this.promise };
  }

  /** Goes on behind an `await`. */
  #resume(steps: Steps): IteratorResult<BlockingCall, unknown> {
    const value = this.#value;
    this.#resumes = false;
    this.#value = undefined;
    return this.#failed ? failSteps(steps, value, false) : steps.next(value);
  }

  react(state: State, value: unknown): Steps {
    this.#resumes = true;
    this.#value = value;
    this.#failed = state === 'rejected';
    return this;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** A call of an async function from code that can be suspended: `yield* spawn(twin, self, …)` gives its promise. */
export function spawn(twin: Twin, self: unknown, ...args: unknown[]): Steps {
  return new AsyncCall(twin, self, args);
}

/** The plain form of an async function. */
export function runAsync(twin: Twin, self: unknown, args: ArrayLike<unknown>): unknown {
  return finish(new AsyncCall(twin, self, args));
}

/** `new Promise(executor)` with an executor that may block. */
export function* newPromise(executor: unknown): Generator<BlockingCall, unknown, unknown> {
  if (typeof executor !== 'function') return new ScriptPromise(executor as never);
  const { promise, resolve, reject } = ScriptPromise.withResolvers();
  try {
    yield* invoke(executor, undefined, [resolve, reject]);
  } catch (error) {
    reject(error);
  }
  return promise;
}
