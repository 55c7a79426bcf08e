import type { BlockingCall } from './blocking-call.ts';
import { invoke, type ScriptFunction, type Twin, twinOf } from './twin.ts';

type Run = Generator<BlockingCall, unknown, unknown>;

/**
 * Suspendable forms of the language's own functions that call a function, for arguments that may block. They follow ECMAScript's
 * steps: the length is read once, holes are skipped where it says so.
 */
const TWINS = new Map<unknown, Twin>();

function add(fn: unknown, twin: (this: never, ...args: never[]) => Run): void {
  TWINS.set(fn, twin as unknown as Twin);
}

/** The twin of a function of the script or of a built-in. */
export function builtinTwinOf(fn: unknown): Twin | undefined {
  return twinOf(fn) ?? TWINS.get(fn);
}

function callback(value: unknown): ScriptFunction {
  if (typeof value !== 'function') throw new TypeError(`${String(value)} is not a function`);
  return value as ScriptFunction;
}

type List = ArrayLike<unknown> & object;

/** Calls `visit` on the elements; it says whether to stop. */
function* each(
  list: List,
  fn: ScriptFunction,
  self: unknown,
  visit: (result: unknown, item: unknown, index: number) => boolean,
): Run {
  const { length } = list;
  const twin = twinOf(fn);
  for (let index = 0; index < length; index++) {
    if (!(index in list)) continue;
    const item = list[index];
    const result = twin === undefined ? fn.call(self, item, index, list) : yield* twin.call(self, item, index, list);
    if (visit(result, item, index)) return;
  }
}

/** As `each`, over holes too, and from the end if `step` is −1. */
function* search(
  list: List,
  fn: ScriptFunction,
  self: unknown,
  step: 1 | -1,
): Generator<BlockingCall, number, unknown> {
  const { length } = list;
  for (let index = step > 0 ? 0 : length - 1; index >= 0 && index < length; index += step) {
    if (yield* invoke(fn, self, [list[index], index, list])) return index;
  }
  return -1;
}

function* reduce(list: List, fn: ScriptFunction, step: 1 | -1, given: unknown[]): Run {
  const { length } = list;
  let index = step > 0 ? 0 : length - 1;
  let total: unknown;
  if (given.length > 0) total = given[0];
  else {
    while (index >= 0 && index < length && !(index in list)) index += step;
    if (index < 0 || index >= length) throw new TypeError('Reduce of empty array with no initial value');
    total = list[index];
    index += step;
  }
  for (; index >= 0 && index < length; index += step) {
    if (index in list) total = yield* invoke(fn, undefined, [total, list[index], index, list]);
  }
  return total;
}

const { prototype } = Array;

add(prototype.forEach, function* (this: List, fn: unknown, self?: unknown) {
  yield* each(this, callback(fn), self, () => false);
  return undefined;
});
add(prototype.map, function* (this: List, fn: unknown, self?: unknown) {
  const results = new Array(callback(fn) && this.length);
  yield* each(this, callback(fn), self, (result, _item, index) => {
    results[index] = result;
    return false;
  });
  return results;
});
add(prototype.filter, function* (this: List, fn: unknown, self?: unknown) {
  const results: unknown[] = [];
  yield* each(this, callback(fn), self, (result, item) => {
    if (result) results.push(item);
    return false;
  });
  return results;
});
add(prototype.flatMap, function* (this: List, fn: unknown, self?: unknown) {
  const results: unknown[] = [];
  yield* each(this, callback(fn), self, result => {
    if (!Array.isArray(result)) results.push(result);
    else for (let index = 0; index < result.length; index++) if (index in result) results.push(result[index]);
    return false;
  });
  return results;
});
add(prototype.some, function* (this: List, fn: unknown, self?: unknown) {
  let found = false;
  yield* each(this, callback(fn), self, result => (found = Boolean(result)));
  return found;
});
add(prototype.every, function* (this: List, fn: unknown, self?: unknown) {
  let all = true;
  yield* each(this, callback(fn), self, result => !(all = Boolean(result)));
  return all;
});
add(prototype.find, function* (this: List, fn: unknown, self?: unknown) {
  const index = yield* search(this, callback(fn), self, 1);
  return index < 0 ? undefined : this[index];
});
add(prototype.findIndex, function* (this: List, fn: unknown, self?: unknown) {
  return yield* search(this, callback(fn), self, 1);
});
add(prototype.findLast, function* (this: List, fn: unknown, self?: unknown) {
  const index = yield* search(this, callback(fn), self, -1);
  return index < 0 ? undefined : this[index];
});
add(prototype.findLastIndex, function* (this: List, fn: unknown, self?: unknown) {
  return yield* search(this, callback(fn), self, -1);
});
add(prototype.reduce, function* (this: List, fn: unknown, ...given: unknown[]) {
  return yield* reduce(this, callback(fn), 1, given);
});
add(prototype.reduceRight, function* (this: List, fn: unknown, ...given: unknown[]) {
  return yield* reduce(this, callback(fn), -1, given);
});
add(Array.from, function* (this: unknown, items: never, fn?: unknown, self?: unknown) {
  if (fn === undefined) return Array.from(items);
  const results: unknown[] = [];
  const mapper = callback(fn);
  if (typeof (items as Iterable<unknown>)[Symbol.iterator] !== 'function') {
    const list = items as List;
    for (let index = 0; index < list.length; index++) results.push(yield* invoke(mapper, self, [list[index], index]));
    return results;
  }
  for (const item of items as Iterable<unknown>) results.push(yield* invoke(mapper, self, [item, results.length]));
  return results;
});
add(Map.prototype.forEach, function* (this: Map<unknown, unknown>, fn: unknown, self?: unknown) {
  for (const [key, value] of this) yield* invoke(callback(fn), self, [value, key, this]);
  return undefined;
});
add(Set.prototype.forEach, function* (this: Set<unknown>, fn: unknown, self?: unknown) {
  for (const value of this) yield* invoke(callback(fn), self, [value, value, this]);
  return undefined;
});

/** As `invoke`, for built-ins too. */
function* apply(fn: unknown, self: unknown, args: unknown[]): Run {
  const twin = TWINS.get(fn);
  return twin === undefined ? yield* invoke(fn, self, args) : yield* Reflect.apply(twin, self, args);
}

add(Function.prototype.call, function* (this: unknown, self: unknown, ...args: unknown[]) {
  return yield* apply(this, self, args);
});
add(Function.prototype.apply, function* (this: unknown, self: unknown, args: ArrayLike<unknown> | null | undefined) {
  return yield* apply(this, self, args === null || args === undefined ? [] : Array.from(args));
});
add(Reflect.apply, function* (this: unknown, fn: unknown, self: unknown, args: ArrayLike<unknown>) {
  return yield* apply(fn, self, Array.from(args));
});
