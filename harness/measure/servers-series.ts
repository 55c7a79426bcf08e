import type { Column } from './column.ts';

/** The proxy's own servers in one second. */
export interface ServersSample {
  /** Busy share of all cores, 0–1. */
  readonly cpu: number;
  /** Share of its memory that the fullest server used; 1 if one died. */
  readonly memory: number;
  /** The most requests that one server held. */
  readonly held: number;
  readonly offered: number;
  /** Requests that found no server alive, and those that were lost with theirs. */
  readonly refused: number;
  readonly reset: number;
  /** Servers that died for want of memory. */
  readonly deaths: number;
  /** Servers that are up at its end, of all. */
  readonly alive: number;
  readonly of: number;
}

export type ServersSeries = { readonly [Name in keyof ServersSample]: Column };

const NAMES: readonly (keyof ServersSample)[] = [
  ...(['cpu', 'memory', 'held', 'offered', 'refused', 'reset', 'deaths', 'alive', 'of'] as const),
];

/** Null: the proxy has no limits. */
export function serversSeries(samples: readonly (ServersSample | undefined)[], seconds: number): ServersSeries | null {
  if (samples.every(each => each === undefined)) return null;
  const column = (name: keyof ServersSample): Column =>
    Array.from({ length: seconds }, (_, second) => samples[second]?.[name] ?? null);
  return Object.fromEntries(NAMES.map(name => [name, column(name)])) as unknown as ServersSeries;
}
