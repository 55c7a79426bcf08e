import type { BlockingCall } from '../coroutine.ts';
import { currentQueue, type Job, type JobQueue, running } from './job-queue.ts';
import { type Steps, twinOf } from './twin.ts';

// For the runtime only: scripts must not find more on `Promise` than ECMAScript puts there.
/** The state and value of a promise. */
export let promiseState: (promise: ScriptPromise) => { state: State; value: unknown };
/** `reaction` is told how the promise ends, by a job of the VU. */
export let observe: (promise: ScriptPromise, reaction: Reaction) => void;
/** Fulfils the promise, or makes it follow a thenable. */
export let resolvePromise: (promise: ScriptPromise, value: unknown) => void;
export let rejectPromise: (promise: ScriptPromise, reason: unknown) => void;

type Settle = (value: unknown) => void;
type Resolvers = { resolve: Settle; reject: Settle };
type Handler = ((value: unknown) => unknown) | null;
type State = 'pending' | 'fulfilled' | 'rejected';

/** Who waits for a promise. */
export interface Reaction {
  react(state: State, value: unknown): Steps | null;
}

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
    return gather(values, (results, { resolve, reject }) => ({
      fulfilled: (index, value) => {
        results[index] = value;
      },
      rejected: (_index, reason) => reject(reason),
      done: () => resolve(results),
    }));
  }

  static allSettled(values: Iterable<unknown>): ScriptPromise {
    return gather(values, (results, { resolve }) => ({
      fulfilled: (index, value) => {
        results[index] = { status: 'fulfilled', value };
      },
      rejected: (index, reason, arrived) => {
        results[index] = { status: 'rejected', reason };
        arrived();
      },
      done: () => resolve(results),
    }));
  }

  static any(values: Iterable<unknown>): ScriptPromise {
    return gather(values, (errors, { resolve, reject }) => ({
      fulfilled: (_index, value) => resolve(value),
      rejected: (index, reason, arrived) => {
        errors[index] = reason;
        arrived();
      },
      done: () => reject(new AggregateError(errors, 'All promises were rejected')),
      waitsForFulfilled: false,
    }));
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

class ReactionJob implements Job {
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
function runHandler(
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

/** Waits for a thenable: a promise of the script, a native one, or any object with `then`. */
class AdoptJob implements Job {
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

interface Gathering {
  fulfilled(index: number, value: unknown, arrived: () => void): void;
  rejected(index: number, reason: unknown, arrived: () => void): void;
  done(): void;
  waitsForFulfilled?: boolean;
}

/** What `all`, `allSettled` and `any` share: one result per value, in the order of the values. */
function gather(
  values: Iterable<unknown>,
  start: (results: unknown[], resolvers: Resolvers) => Gathering,
): ScriptPromise {
  return new ScriptPromise((resolve, reject) => {
    const results: unknown[] = [];
    const gathering = start(results, { resolve, reject });
    let left = 1;
    let count = 0;
    const arrived = () => {
      if (--left === 0) gathering.done();
    };
    for (const value of values) {
      const index = count++;
      results[index] = undefined;
      left++;
      ScriptPromise.resolve(value).then(
        (result: unknown) => {
          gathering.fulfilled(index, result, arrived);
          if (gathering.waitsForFulfilled !== false) arrived();
        },
        (reason: unknown) => gathering.rejected(index, reason, arrived),
      );
    }
    arrived();
  });
}
