import type { RunRecord } from '../../harness/record/run-record.ts';
import type { Expected } from './expectations.ts';

/** What several seeds say together. Inconclusive, which no seed may be, stands for itself. */
export function verdictOf(verdicts: readonly RunRecord['verdict'][]): Expected | 'inconclusive' {
  if (verdicts.includes('inconclusive')) return 'inconclusive';
  const [first] = verdicts;
  return first !== undefined && first !== 'inconclusive' && verdicts.every(each => each === first) ? first : 'either';
}
