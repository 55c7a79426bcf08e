import type { ScriptRuntime } from '../runtime/script-runtime.ts';

/** Thrown where a script uses something in the wrong part of its life (k6-contract §2). */
export class LifeError extends Error {
  override name = 'LifeError';
}

/** `what` is for the init context only: metric constructors, `open`, `new SharedArray`. */
export function onlyInInit(runtime: ScriptRuntime, what: string): void {
  if (runtime.current.phase !== 'init')
    throw new LifeError(
      `${what} works only in the init context: move it to the top of the script, outside of functions`,
    );
}

/** The error for `what` that sends or measures, when init code uses it. Callers test the phase themselves: it is cheaper. */
export function neverInInit(what: string): LifeError {
  return new LifeError(
    `${what} does not work in the init context: move it into the default function, a scenario's exec function, setup or teardown`,
  );
}
