import { awaiting, newPromise, runAsync, spawn } from './async-function.ts';
import { builtinTwinOf } from './builtin-twins.ts';
import { link, plain, type ScriptFunction, settled, type Twin, twinOf } from './twin.ts';

/** Where a twin keeps its plain form, for functions that name themselves. */
const PLAIN: unique symbol = Symbol('plain');

type Make = (twin: Twin) => ScriptFunction;

function make(maker: Make, twin: Twin): ScriptFunction {
  const fn = maker(twin);
  (twin as { [PLAIN]?: ScriptFunction })[PLAIN] = fn;
  return fn;
}

function makeLinked(maker: Make, twin: Twin): ScriptFunction {
  return linkBoth(maker(twin), twin);
}

function makeAsync(maker: Make, twin: Twin): ScriptFunction {
  return linkAsync(maker(twin), twin);
}

function linkBoth(fn: ScriptFunction, twin: Twin): ScriptFunction {
  (twin as { [PLAIN]?: ScriptFunction })[PLAIN] = fn;
  return link(fn, twin);
}

/** An async function's own generator also yields at `await`: callers get one that yields blocking calls only. */
function linkAsync(fn: ScriptFunction, twin: Twin): ScriptFunction {
  (twin as { [PLAIN]?: ScriptFunction })[PLAIN] = fn;
  return link(fn, function (this: unknown, ...args: unknown[]) {
    return spawn(twin, this, ...args);
  });
}

function plainOf(twin: Twin): ScriptFunction {
  return (
    (twin as { [PLAIN]?: ScriptFunction })[PLAIN] ??
    function (this: unknown, ...args: unknown[]) {
      return plain(twin, this, args);
    }
  );
}

/** What a call of `fn` calls: for what is no function, one that throws as the language would, once the arguments are evaluated. */
function callable(fn: unknown, text: string): unknown {
  if (typeof fn === 'function') return fn;
  return () => {
    throw new TypeError(`${text} is not a function`);
  };
}

const { bind: functionBind } = Function.prototype;

/** `fn.bind(…)`. */
function bind(fn: unknown, ...args: unknown[]): unknown {
  const bound = (fn as { bind(...args: unknown[]): unknown }).bind(...args);
  const twin = twinOf(fn);
  if (twin === undefined || (fn as ScriptFunction).bind !== functionBind) return bound;
  return link(bound as ScriptFunction, Reflect.apply(functionBind, twin, args) as Twin);
}

/** Puts the plain form of a class's method in the place of its twin. */
function method(holder: object, name: string, length: number): void {
  const twin = (holder as Record<string, Twin>)[name] as Twin;
  replaceMethod(holder, name, length, link(named(name, twin, plain), twin));
}

function asyncMethod(holder: object, name: string, length: number): void {
  const twin = (holder as Record<string, Twin>)[name] as Twin;
  replaceMethod(holder, name, length, linkAsync(named(name, twin, runAsync), twin));
}

function named(name: string, twin: Twin, run: typeof plain): ScriptFunction {
  const holder = {
    [name](this: unknown, ...args: unknown[]) {
      return run(twin, this, args);
    },
  };
  return holder[name] as ScriptFunction;
}

function replaceMethod(holder: object, name: string, length: number, fn: ScriptFunction): void {
  if (length > 0) Object.defineProperty(fn, 'length', { value: length, configurable: true });
  Object.defineProperty(holder, name, { value: fn, writable: true, configurable: true, enumerable: false });
}

/** What compiled scripts call, by the names that the compiler writes. */
export const runtimeFunctions = {
  asyncMethod,
  awaiting,
  bind,
  builtinTwinOf,
  callable,
  link: linkBoth,
  linkAsync,
  make,
  makeAsync,
  makeLinked,
  method,
  newPromise,
  plain,
  plainOf,
  runAsync,
  settled,
  spawn,
  twinOf,
} as const;
