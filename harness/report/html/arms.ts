import type { CompareRecord } from '../../record/compare-record.ts';
import type { RunRecord } from '../../record/run-record.ts';

/** The names of a comparison's arms: of the settings, or what tells the arms apart where both have the same. */
export function armNames({ baseline, candidate }: CompareRecord): readonly [a: string, b: string] {
  const [a, b] = [baseline.cacheSettings.name, candidate.cacheSettings.name];
  return a === b ? [`${a} (A)`, `${b} (B)`] : [a, b];
}

/** The whole records of a comparison's first seed, for its charts. */
export interface ComparedRecords {
  readonly baseline: RunRecord;
  readonly candidate: RunRecord;
}
