/** ECMAScript's global names. `Promise` is the runtime's own. */
const LANGUAGE_NAMES: ReadonlySet<string> = new Set(
  (
    'AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError FinalizationRegistry ' +
    'Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object ' +
    'Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String SuppressedError Symbol SyntaxError TypeError URIError ' +
    'Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent ' +
    'escape eval isFinite isNaN parseFloat parseInt undefined unescape'
  ).split(' '),
);

export function isLanguageName(name: string): boolean {
  return LANGUAGE_NAMES.has(name);
}

/** Names that the host may replace although the language has them, or that Node does not have. */
const HOST_NAMES: ReadonlySet<string> = new Set(['Date', 'Math', 'Promise', 'require']);

/** Names that are read at every use, since they change while a script runs. */
export const LIVE_NAMES: ReadonlySet<string> = new Set(['__VU', '__ITER', '__ENV']);

/** The one global that each VU has of its own: what a VU writes to it stays in the VU. */
export const OWN_GLOBAL = 'globalThis';

/**
 * Whether the script gets a global name from its host: those of Node, so that it finds what the host offers or undefined, never Node's
 * own, and the host's private ones (`__URL`). A name that nobody knows stays a ReferenceError.
 */
export function isGiven(name: string): boolean {
  if (LIVE_NAMES.has(name)) return false;
  return HOST_NAMES.has(name) || name.startsWith('__') || (name in globalThis && !LANGUAGE_NAMES.has(name));
}

/**
 * The `globalThis` of one VU: the language's names and the host's, and none of Node's. What a script writes to it stays in the VU.
 * @param own names that shadow the language's.
 */
export function scriptGlobal(own: Readonly<Record<string, unknown>>, promise: unknown): object {
  const object: Record<string, unknown> = {};
  const language = globalThis as unknown as Record<string, unknown>;
  for (const name of LANGUAGE_NAMES) {
    if (name in language)
      Object.defineProperty(object, name, { value: language[name], writable: true, configurable: true });
  }
  Object.defineProperty(object, 'Promise', { value: promise, writable: true, configurable: true });
  Object.defineProperties(object, Object.getOwnPropertyDescriptors(own));
  Object.defineProperty(object, 'globalThis', { value: object, writable: true, configurable: true });
  return object;
}
