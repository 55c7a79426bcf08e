import type { BlockingCall } from './blocking-call.ts';
import { running } from './job-queue.ts';
import { RefusedCall } from './refused-call.ts';
import type { Steps } from './steps.ts';

/**
 * A function of a script that may block exists twice: as the plain function that the script sees, and as its *twin*, a generator
 * function with the same parameters and `this` that yields each blocking call. Compiled calls run the twin.
 */
export type Twin = (this: unknown, ...args: unknown[]) => Steps;

/** A function of a script as the host sees it. */
// biome-ignore lint/suspicious/noExplicitAny: script functions take and return what they like
export type ScriptFunction = ((this: any, ...args: any[]) => unknown) & { [TWIN]?: Twin };

/** Where a plain function keeps its twin. */
export const TWIN: unique symbol = Symbol('twin');

/** Given to `next` in place of a value when the blocking call throws: see `settled`. */
export const FAILED: unique symbol = Symbol('failed');

/** A blocking call was reached through a function that cannot be suspended. */
class WouldBlock extends RefusedCall {
  override name = 'WouldBlock';

  constructor() {
    super(
      'this call has to wait, but it was reached through code that cannot: a constructor, accessor, generator, parameter default, ' +
        'init code, or a callback that a built-in (sort, replace, JSON.stringify, check …) calls itself; make the call in an ordinary function',
    );
  }
}

let failure: unknown;
let failureIsNew = false;

/**
 * Throws `error` inside `steps`, at the call that it waits in. Not by `throw`: the script itself must raise the error, so that its
 * stack names the script's lines. `isNew` errors get their stack there.
 */
export function failSteps(steps: Steps, error: unknown, isNew: boolean): IteratorResult<BlockingCall, unknown> {
  failure = error;
  failureIsNew = isNew;
  return steps.next(FAILED);
}

/** Compiled scripts pass what each `yield` gave through this: the blocking call's value, or its exception. */
export function settled(value: unknown): unknown {
  return value === FAILED ? raise() : value;
}

function raise(): never {
  const error = failure;
  failure = undefined;
  if (failureIsNew && error instanceof Error) Error.captureStackTrace(error, settled);
  throw error;
}

/** The plain form of a function that has a twin: runs the twin to its end; each blocking call in it throws at its line. */
export function plain(twin: Twin, self: unknown, args: ArrayLike<unknown>): unknown {
  return finish(Reflect.apply(twin, self, args));
}

/** Runs steps to their end without waiting. */
export function finish(steps: Steps): unknown {
  let result = steps.next();
  while (!result.done) {
    const error = new WouldBlock();
    running.queue?.refused(error);
    result = failSteps(steps, error, true);
  }
  return result.value;
}

/** Makes `twin` the generator form of `fn`. */
export function link<F extends ScriptFunction>(fn: F, twin: Twin): F {
  fn[TWIN] = twin;
  return fn;
}

/** The twin of any value, if it has one. */
export function twinOf(value: unknown): Twin | undefined {
  return typeof value === 'function' ? (value as ScriptFunction)[TWIN] : undefined;
}

/** Calls any function from runtime code that may suspend: `yield* invoke(...)`. */
export function* invoke(fn: unknown, self: unknown, args: unknown[]): Generator<BlockingCall, unknown, unknown> {
  const twin = twinOf(fn);
  if (twin === undefined) return Reflect.apply(fn as ScriptFunction, self, args);
  return yield* Reflect.apply(twin, self, args);
}
