import type { ScriptRuntime } from '../runtime/script-runtime.ts';
import { onlyInInit } from './life.ts';

/** `k6/data`: arrays that are built once per drill, by name, and shared by all VUs. */
export function dataModule(runtime: ScriptRuntime): Record<string, unknown> {
  const arrays = new Map<string, readonly unknown[]>();

  class SharedArray {
    constructor(name: unknown, build: unknown) {
      onlyInInit(runtime, 'new SharedArray()');
      if (typeof name !== 'string' || name === '')
        throw new TypeError('new SharedArray() needs a name that is not empty');
      if (typeof build !== 'function') throw new TypeError('new SharedArray() needs a function that gives an array');
      let shared = arrays.get(name);
      if (shared === undefined) {
        const built: unknown = build();
        if (!Array.isArray(built)) throw new TypeError(`the function of SharedArray '${name}' must give an array`);
        // Like k6, share what JSON can hold: no functions, no state of the VU that happened to build it.
        shared = freeze(JSON.parse(JSON.stringify(built)) as unknown[]);
        arrays.set(name, shared);
      }
      // biome-ignore lint/correctness/noConstructorReturn: scripts say `new`, and get the one shared array
      return shared as unknown as SharedArray;
    }
  }

  return { SharedArray };
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
