import type { BacktestRecord } from '../record/backtest-record.ts';
import type { CapacityVerdict } from '../verdict/capacity.ts';
import type { CompareVerdict } from '../verdict/compare-verdict.ts';

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
