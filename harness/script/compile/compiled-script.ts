import type { ScriptFunction } from '../runtime/twin.ts';

/** A place in a file of the user. */
export interface ScriptPlace {
  /** Relative to the working directory where that is shorter. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** One frame of a script's stack. `name` is '' at the top level of a file and for nameless functions. */
export interface ScriptFrame extends ScriptPlace {
  readonly name: string;
}

/** What a script finds around it: one for all VUs of a drill. */
export interface ScriptHost {
  /**
   * The k6 modules by name: `k6/http` → an object with its named exports, and `default` if it has one (else the object itself is the
   * default). Blocking members are made by `blocking`, `group` by `grouping`.
   */
  readonly modules: ReadonlyMap<string, object>;
  /**
   * Global names: `console`, `Math`, `Date`, `setTimeout`, `crypto`, … Read once, when the script is instantiated; except `__VU`, `__ITER`
   * and `__ENV`, which may be accessors and are read at every use. `open` gets the folder of the file that calls it as its third
   * argument: `(path, mode, folder)`. Only names that Node has too can be offered, `open`, and names that
   * begin with `__`. What is not offered is undefined, even if Node has it.
   */
  readonly globals: Readonly<Record<string, unknown>>;
}

/** The script's module state for one VU. */
export interface ScriptModule {
  /** What the main module exports. Functions are started with `VuCoroutine.start(module.exports.default, data, owner)`. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** Code of this VU runs from now on: functions that VUs share find its top-level values. */
  enter(): void;
}

/** A script, bundled and compiled: once per process. */
export interface CompiledScript {
  /** The script's path as given. */
  readonly path: string;
  /** The name of the code in stack frames and in the inspector. */
  readonly url: string;
  /** The compiled code. */
  readonly code: string;
  /** Its source map (version 3, JSON), to the user's files. */
  readonly map: string;
  /** Of the bundle: 16 hex digits of its SHA-256. */
  readonly fingerprint: string;
  /** Whether the script has async functions or names `Promise` or `asyncRequest`. */
  readonly usesPromises: boolean;
  /** The names that the main module exports. */
  readonly exports: readonly string[];
  /** Runs the init code for a new VU, which is entered then. VUs of one host share functions. @throws whatever the init code throws. */
  instantiate(host: ScriptHost): ScriptModule;
  /** The user's place of a place in `code`, both counted from 1 (the inspector counts from 0); null for code of ours. */
  locate(line: number, column: number): ScriptPlace | null;
  /** Where the user writes an option, `options.scenarios.peak.rate`, or the nearest part of it; null if there are no options. */
  optionPlace(path: string): ScriptPlace | null;
  /** The user's frames of an error's stack, innermost first; empty for what is not an Error or never was in the script. */
  stack(error: unknown): ScriptFrame[];
}

/** An exported function, for `VuCoroutine.start`; null if the script exports no function of that name. */
export function exportedFunction(module: ScriptModule, name: string): ScriptFunction | null {
  const value = Object.hasOwn(module.exports, name) ? module.exports[name] : undefined;
  return typeof value === 'function' ? (value as ScriptFunction) : null;
}
