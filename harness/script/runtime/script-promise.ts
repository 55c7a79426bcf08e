import { currentQueue, type JobQueue, running } from './job-queue.ts';
import { all, allSettled, any } from './promise-combinators.ts';
import {
  AdoptJob,
  type Reaction,
  ReactionJob,
  type Resolvers,
  runHandler,
  type Settle,
  type State,
} from './promise-jobs.ts';
import type { Steps } from './steps.ts';

// For the runtime only: scripts must not find more on `Promise` than ECMAScript puts there.
/** The state and value of a promise. */
export let promiseState: (promise: ScriptPromise) => { state: State; value: unknown };
/** `reaction` is told how the promise ends, by a job of the VU. */
export let observe: (promise: ScriptPromise, reaction: Reaction) => void;
/** Fulfils the promise, or makes it follow a thenable. */
export let resolvePromise: (promise: ScriptPromise, value: unknown) => void;
export let rejectPromise: (promise: ScriptPromise, reason: unknown) => void;

type Handler = ((value: unknown) => unknown) | null;

/**
 * The `Promise` of scripts. Native promises would run their callbacks while a VU is in a blocking call, since the VU's native stack is
 * empty then; in k6 they run after it. These queue on the VU, in the order that ECMAScript gives, and a callback may block. They need
 * no macrotask, so virtual time stays exact.
 */
export class ScriptPromise {
  #state: State = 'pending';
  #value: unknown;
  #reactions: ReactionJob[] | null = null;
  #handled = false;
  #queue: JobQueue;

  constructor(executor: (resolve: Settle, reject: Settle) => unknown) {
    if (typeof executor !== 'function') throw new TypeError(`Promise resolver ${String(executor)} is not a function`);
    this.#queue = currentQueue();
    if (executor === nothing) return;
    const { resolve, reject } = this.#resolvers();
    try {
      executor(resolve, reject);
    } catch (error) {
      reject(error);
    }
  }

  // biome-ignore lint/suspicious/noThenProperty: this is a promise
  then(onFulfilled?: unknown, onRejected?: unknown): ScriptPromise {
    const next = pending();
    this.#react(new ThenReaction(callable(onFulfilled), callable(onRejected), next));
    return next;
  }

  catch(onRejected?: unknown): ScriptPromise {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: unknown): ScriptPromise {
    const handler = callable(onFinally);
    if (handler === null) return this.then(onFinally, onFinally);
    const next = pending();
    this.#react(new FinallyReaction(handler, next));
    return next;
  }

  get [Symbol.toStringTag](): string {
    return 'Promise';
  }

  static resolve(value?: unknown): ScriptPromise {
    if (value instanceof ScriptPromise) return value;
    const promise = pending();
    resolvePromise(promise, value);
    return promise;
  }

  static reject(reason?: unknown): ScriptPromise {
    const promise = pending();
    rejectPromise(promise, reason);
    return promise;
  }

  static withResolvers(): { promise: ScriptPromise; resolve: Settle; reject: Settle } {
    const promise = pending();
    return { promise, ...promise.#resolvers() };
  }

  static try(fn: (...args: unknown[]) => unknown, ...args: unknown[]): ScriptPromise {
    return new ScriptPromise(resolve => resolve(fn(...args)));
  }

  static all(values: Iterable<unknown>): ScriptPromise {
    return all(ScriptPromise, values);
  }

  static allSettled(values: Iterable<unknown>): ScriptPromise {
    return allSettled(ScriptPromise, values);
  }

  static any(values: Iterable<unknown>): ScriptPromise {
    return any(ScriptPromise, values);
  }

  static race(values: Iterable<unknown>): ScriptPromise {
    return new ScriptPromise((resolve, reject) => {
      for (const value of values) ScriptPromise.resolve(value).then(resolve, reject);
    });
  }

  static {
    promiseState = promise => ({ state: promise.#state, value: promise.#value });
    observe = (promise, reaction) => promise.#react(reaction);
    resolvePromise = (promise, value) => promise.#resolve(value);
    rejectPromise = (promise, reason) => promise.#settle('rejected', reason);
  }

  /** Settles or adopts, as the `resolve` function of a promise does. */
  #resolve(value: unknown): void {
    if (value === this)
      return this.#settle('rejected', new TypeError('Chaining cycle detected for promise #<Promise>'));
    if (value === null || (typeof value !== 'object' && typeof value !== 'function'))
      return this.#settle('fulfilled', value);
    let then: unknown;
    try {
      then = (value as { then?: unknown }).then;
    } catch (error) {
      return this.#settle('rejected', error);
    }
    if (typeof then !== 'function') return this.#settle('fulfilled', value);
    (running.queue ?? this.#queue).microtask(
      new AdoptJob(value, then as (...args: unknown[]) => unknown, this.#resolvers(), this.#queue),
    );
  }

  #resolvers(): Resolvers {
    let called = false;
    return {
      resolve: value => {
        if (called) return;
        called = true;
        this.#resolve(value);
      },
      reject: reason => {
        if (called) return;
        called = true;
        this.#settle('rejected', reason);
      },
    };
  }

  #react(reaction: Reaction): void {
    // A promise made by init code is waited for by the VU's event loop, which is another.
    const queue = running.queue ?? this.#queue;
    const job = new ReactionJob(reaction, queue);
    if (this.#state === 'pending') {
      this.#reactions ??= [];
      this.#reactions.push(job);
    } else {
      if (this.#state === 'rejected' && !this.#handled) queue.handled(this);
      job.queue(this.#state, this.#value);
    }
    this.#handled = true;
  }

  #settle(state: State, value: unknown): void {
    if (this.#state !== 'pending') return;
    this.#state = state;
    this.#value = value;
    const reactions = this.#reactions;
    this.#reactions = null;
    if (state === 'rejected' && !this.#handled) (running.queue ?? this.#queue).rejected(this, value);
    if (reactions !== null) for (const job of reactions) job.queue(state, value);
  }
}

Object.defineProperty(ScriptPromise, 'name', { value: 'Promise' });

function nothing(): void {}

/** A promise that the runtime settles itself. */
export function pending(): ScriptPromise {
  return new ScriptPromise(nothing);
}

function callable(value: unknown): Handler {
  return typeof value === 'function' ? (value as Handler) : null;
}

class ThenReaction implements Reaction {
  #onFulfilled: Handler;
  #onRejected: Handler;
  #next: ScriptPromise;

  constructor(onFulfilled: Handler, onRejected: Handler, next: ScriptPromise) {
    this.#onFulfilled = onFulfilled;
    this.#onRejected = onRejected;
    this.#next = next;
  }

  react(state: State, value: unknown): Steps | null {
    const handler = state === 'fulfilled' ? this.#onFulfilled : this.#onRejected;
    const next = this.#next;
    if (handler !== null) {
      return runHandler(
        handler,
        [value],
        result => resolvePromise(next, result),
        error => rejectPromise(next, error),
      );
    }
    if (state === 'fulfilled') resolvePromise(next, value);
    else rejectPromise(next, value);
    return null;
  }
}

/** `finally`: the callback's end, and a promise it returns, delay the outcome; its exception replaces it. */
class FinallyReaction implements Reaction {
  #handler: (...args: unknown[]) => unknown;
  #next: ScriptPromise;

  constructor(handler: (...args: unknown[]) => unknown, next: ScriptPromise) {
    this.#handler = handler;
    this.#next = next;
  }

  react(state: State, value: unknown): Steps | null {
    const next = this.#next;
    const after = (result: unknown) => {
      const outcome = ScriptPromise.resolve(result).then(() => {
        if (state === 'rejected') throw value;
        return value;
      });
      resolvePromise(next, outcome);
    };
    return runHandler(this.#handler, [], after, error => rejectPromise(next, error));
  }
}
