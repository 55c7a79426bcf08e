import { printDuration } from './duration.ts';
import type { Fields } from './fields.ts';

/** What every scenario has, whatever its executor. */
export interface ScenarioBase {
  readonly name: string;
  /** From the test's start. */
  readonly startTimeMs: number;
  /** How long running iterations may go on after the regular duration. */
  readonly gracefulStopMs: number;
  /** The exported function that is an iteration. */
  readonly exec: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** k6's defaults. */
export const DEFAULT_GRACEFUL_STOP_MS = 30_000;
export const DEFAULT_MAX_DURATION_MS = 600_000;
export const DEFAULT_EXEC = 'default';

export function readBase(name: string, fields: Fields): ScenarioBase {
  fields.raw('executor');
  // Options of other tools (k6 browser, cloud) that say nothing about load.
  fields.raw('options');
  return {
    name,
    startTimeMs: fields.duration('startTime', { min: 0, fallback: 0 }),
    gracefulStopMs: fields.duration('gracefulStop', { min: 0, fallback: DEFAULT_GRACEFUL_STOP_MS }),
    exec: fields.text(
      'exec',
      DEFAULT_EXEC,
      text => text !== '',
      "the name of an exported function; 'default' if left out",
    ),
    env: fields.texts('env'),
    tags: fields.texts('tags'),
  };
}

/** The end of every scenario's sentence: `(exec: view, startTime: 5s, gracefulStop: 30s)`. */
export function describeBase(base: ScenarioBase): string {
  const parts: string[] = [];
  if (base.exec !== DEFAULT_EXEC) parts.push(`exec: ${base.exec}`);
  if (base.startTimeMs > 0) parts.push(`startTime: ${printDuration(base.startTimeMs)}`);
  parts.push(`gracefulStop: ${printDuration(base.gracefulStopMs)}`);
  return `(${parts.join(', ')})`;
}

/** `1 VU`, `2 VUs`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
