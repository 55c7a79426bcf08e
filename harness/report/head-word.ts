import type { BacktestRecord } from '../record/backtest-record.ts';
import type { CapacityVerdict } from '../verdict/capacity.ts';
import type { CompareVerdict } from '../verdict/compare-verdict.ts';
import type { Tone } from './paint.ts';

/** What a drill or a comparison can come to. */
export type VerdictWord = CapacityVerdict | CompareVerdict | TwinVerdict;

/** What a backtest of a twin comes to. */
export type TwinVerdict = BacktestRecord['verdict'];

/** What a report is headed: its verdict, or that somebody stopped what it would have been the verdict on. */
export type HeadWord = VerdictWord | 'interrupted';

/** @param interrupted as a record has it: left out where nobody stopped it */
export function headWord<Word extends VerdictWord>({
  verdict,
  interrupted,
}: {
  readonly verdict: Word;
  readonly interrupted?: unknown;
}): Word | 'interrupted' {
  return interrupted === undefined ? verdict : 'interrupted';
}

/** How it stands on a terminal. */
export const HEAD_TONES = {
  ...{ pass: 'good', safe: 'good', measured: 'heading', fail: 'bad', worse: 'bad' },
  ...{ inconclusive: 'doubtful', interrupted: 'doubtful' },
} as const satisfies Partial<Record<HeadWord, Tone>>;
