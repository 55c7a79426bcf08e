import type { Secret } from '../../../mock-service/settings/secret.ts';
import type { OperationName } from '../../operations/catalogue/catalogue.ts';
import type { Objectives } from '../../verdict/objectives/objectives.ts';
import type { Condition } from './condition.ts';
import type { Hours } from './hours.ts';

/** A system that exists, as a target file describes it: ms, shares 0–1, requests per second. The format is that of `target-schema.ts`. */
export interface Target {
  /** The file, as it was named; commands run in its folder. */
  readonly file: string;
  readonly name: string;
  /** Of what was written, with the names of secrets in place of their values. */
  readonly fingerprint: string;
  /** What scripts find in `BASE_URL`: without a slash at its end. */
  readonly url: string;
  readonly region: string;
  readonly users: number;
  readonly peakPerSecond: number;
  /** The first is home. */
  readonly pools: readonly string[];
  /** An answer that takes longer is too late. */
  readonly timeoutMs: number;
  /** Null: nobody measures what its pools do. */
  readonly metrics: Metrics | null;
  /** Tells which settings are in force; null: nobody does. */
  readonly inForce: TargetOperation | null;
  readonly operations: Readonly<Partial<Record<TargetOperationName, TargetOperation>>>;
  readonly safety: Safety;
  readonly objectives: Objectives;
  /** Of the environment: nobody is shown these. */
  readonly secrets: readonly Secret[];
}

/** What a target may be told: what scripts order, and `reset` before each drill of a comparison. */
export type TargetOperationName = OperationName | 'reset';

/** Queries of one Prometheus. */
export interface Metrics {
  readonly url: string;
  readonly everyMs: number;
  readonly token: string | null;
  /** The label that tells pools apart. */
  readonly label: string;
  readonly queries: Readonly<Partial<Record<PoolMetric, PoolQuery>>>;
  /** Slots of the store in use, and how many there are. */
  readonly store: { readonly used: string; readonly slots: number } | null;
  /** The pool with the highest value has the users. */
  readonly active: PoolQuery | null;
}

export const POOL_METRICS = ['cpu', 'memory', 'hitRatio', 'offered', 'queue'] as const;
export type PoolMetric = (typeof POOL_METRICS)[number];

/** One for all pools, by their label; or one a pool. */
export type PoolQuery = string | Readonly<Record<string, string>>;

/** How one operation is carried out; texts hold placeholders, `{to}`. */
export interface TargetOperation {
  readonly how: CommandWords | HttpWords;
  readonly timeoutMs: number;
  /** It is done when this holds; null: when the command or the call is. */
  readonly until: Condition | null;
}

export interface CommandWords {
  readonly kind: 'run';
  /** The program, found, and its arguments. */
  readonly words: readonly string[];
}

export interface HttpWords {
  readonly kind: 'http';
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; undefined: no body. */
  readonly json: unknown;
}

export interface Safety {
  /** Requests in any second; null: as many as the script says. */
  readonly mostPerSecond: number | null;
  /** Ends the drill when this share of the requests failed in each second for so long. */
  readonly abort: { readonly errors: number; readonly forMs: number } | null;
  /** In this order, when a drill ends early. */
  readonly undo: readonly UndoName[];
  /** When drills may begin; null: any time. */
  readonly hours: Hours | null;
}

/** What needs to be told nothing can undo. */
export const UNDO_NAMES = ['fail-back', 'roll-back', 'reset'] as const satisfies readonly TargetOperationName[];
export type UndoName = (typeof UNDO_NAMES)[number];
