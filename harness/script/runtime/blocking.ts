import type { BlockingCall } from './blocking-call.ts';
import { ScriptPromise } from './script-promise.ts';
import { finish, invoke, link, type ScriptFunction, settled } from './twin.ts';

/** Where a blocking function of a k6 module keeps how to describe a call of it. */
export const DESCRIBE: unique symbol = Symbol('describe');

/** Where `group` keeps its hooks. */
export const GROUP: unique symbol = Symbol('group');

/**
 * A blocking function for a k6 module (`http.get`, `sleep`). `describe` makes a description of the call out of the script's arguments;
 * it may throw, and it sends nothing. Compiled scripts yield the description to the VU's coroutine, which begins it. The returned
 * function itself is for code that cannot wait: it throws `WouldBlock`.
 */
export function blocking<A extends unknown[]>(describe: (...args: A) => BlockingCall): (...args: A) => unknown {
  function* twin(...args: A): Generator<BlockingCall, unknown, unknown> {
    return settled(yield describe(...args));
  }
  const fn = (...args: A): unknown => finish(twin(...args));
  link(fn as ScriptFunction, twin as never);
  return Object.assign(fn, { [DESCRIBE]: describe });
}

/** What k6's `group` does before and after its function; `leave` gets what `enter` gave. */
export interface GroupHooks<F> {
  enter(name: string): F;
  leave(frame: F): void;
}

/** k6's `group(name, fn)`. Compiled scripts run an inline `fn` as a part of the code around it, between the two hooks. */
export function grouping<F>(hooks: GroupHooks<F>): (name: string, fn: () => unknown) => unknown {
  function* twin(name: string, fn: () => unknown): Generator<BlockingCall, unknown, unknown> {
    if (typeof fn !== 'function') throw new TypeError('group() needs a function as its second argument');
    const frame = hooks.enter(name);
    try {
      const value = yield* invoke(fn, undefined, []);
      if (value instanceof ScriptPromise) {
        throw new TypeError('group() takes no async function: k6 would leave the group before its body is over');
      }
      return value;
    } finally {
      hooks.leave(frame);
    }
  }
  const group = (name: string, fn: () => unknown): unknown => finish(twin(name, fn));
  link(group as ScriptFunction, twin as never);
  return Object.assign(group, { [GROUP]: hooks });
}
