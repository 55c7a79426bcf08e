import type { AbsoluteUrl } from './absolute-urls.ts';
import type { ModuleShape } from './emit-module.ts';
import { LIVE_MODULES } from './k6-surface.ts';

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

/** A script, bundled and compiled: once per process. */
export interface CompiledScript {
  /** The script's path as given. */
  readonly path: string;
  /** The name of the code in stack frames and in the inspector. */
  readonly url: string;
  /** The compiled code: an expression. */
  readonly code: string;
  /** Its value: `emitModule` says what it is. */
  evaluate(): unknown;
  /** Its source map (version 3, JSON), to the user's files. */
  readonly map: string;
  /** Of the bundle: 16 hex digits of its SHA-256. */
  readonly fingerprint: string;
  /** The k6 modules that it imports. */
  readonly imports: readonly string[];
  /** Whether the script has async functions or names `Promise` or `asyncRequest`. */
  readonly usesPromises: boolean;
  /** What the code needs from its host. */
  readonly shape: ModuleShape;
  /** The names that the main module exports. */
  readonly exports: readonly string[];
  /** The user's place of a place in `code`, both counted from 1 (the inspector counts from 0); null for code of ours. */
  locate(line: number, column: number): ScriptPlace | null;
  /** Places of requests that the script names itself. */
  readonly absoluteUrls: readonly AbsoluteUrl[];
  /** Where the user writes an option, `options.scenarios.peak.rate`, or the nearest part of it; null if there are no options. */
  optionPlace(path: string): ScriptPlace | null;
  /** The user's frames of an error's stack, innermost first; empty for what is not an Error or never was in the script. */
  stack(error: unknown): ScriptFrame[];
}

/** Whether a script imports what works in live drills alone. */
export function needsLive({ imports }: Pick<CompiledScript, 'imports'>): boolean {
  return imports.some(module => LIVE_MODULES.includes(module));
}
