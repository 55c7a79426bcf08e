import type { SetOption } from '../../mock-service/settings/set-option.ts';
import type { RunRecord } from '../record/run-record.ts';

/** What is to be otherwise than in the drill that was recorded. */
export interface Changes {
  /** `--set` after those of the recorded drill. */
  readonly topology: readonly SetOption[];
  readonly settings: readonly SetOption[];
  /** `--at`: when scenarios of the script start, by their names: `12s`. */
  readonly at: Readonly<Record<string, string>>;
}

/** What it says. */
export type PlayNews =
  /** Seconds of the drill that are over. */
  | { readonly kind: 'second'; readonly second: number }
  /** `hash`: SHA-256 of `run.json`, as the command line writes it for the same values. */
  | { readonly kind: 'record'; readonly record: RunRecord; readonly hash: string }
  /** It cannot be done with these values, or not in a report at all: a sentence each. */
  | { readonly kind: 'refused'; readonly why: readonly string[] };
