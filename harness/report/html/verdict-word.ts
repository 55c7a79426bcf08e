import type { CompareVerdict } from '../../verdict/compare-verdict.ts';
import type { Verdict } from '../../verdict/verdict.ts';

/** What a drill or a comparison can come to. */
export type VerdictWord = Verdict | CompareVerdict;

/** A verdict's sign: colour is never the only difference. */
export const SIGNS: Readonly<Record<VerdictWord, string>> = {
  pass: '✓',
  safe: '✓',
  fail: '✗',
  worse: '✗',
  inconclusive: '?',
};
