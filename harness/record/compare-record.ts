import { z } from 'zod';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import type { RandomStream } from '../../mock-service/time/random.ts';
import type { Fact } from '../measure/fact.ts';
import { incomparable } from '../verdict/compared-run.ts';
import { compareRuns, compareVerdictSchema } from '../verdict/comparison.ts';
import { metricDifferenceSchema } from '../verdict/metric-difference.ts';
import { parseRecord, readRecordFile, seal, writeRecordFile } from './record-file.ts';
import { type RunRecord, runRecordSchema } from './run-record.ts';

const COMPARE_SCHEMA_VERSION = 1;

const armSchema = runRecordSchema.omit({ series: true, integrity: true });

/** Two cache settings under the same drill (how-it-works §7). */
export const compareRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(COMPARE_SCHEMA_VERSION),
    verdict: compareVerdictSchema,
    reasons: z.array(z.string()).describe('Sentences that a person can act on, the most important first.'),
    baseline: armSchema.describe("The first seed's record of this arm, without its series."),
    candidate: armSchema,
    differences: z.array(metricDifferenceSchema),
    runs: z.array(z.string()).describe("Paths of the runs' records, baseline and candidate by turns."),
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom comparison' });

export type CompareRecord = Fact<typeof compareRecordSchema>;
/** One arm of a comparison. */
export type ArmRecord = CompareRecord['baseline'];

/** A pair of records of the same seed. */
export interface RecordPair {
  readonly baseline: RunRecord;
  readonly candidate: RunRecord;
}

/**
 * Compares records, paired by seed.
 * @param runs paths of the records, baseline and candidate by turns.
 * @param random for the intervals.
 * @throws InputErrors if the two of a pair differ in more than their settings: comparing them would mean nothing.
 */
export function comparisonOf(
  pairs: readonly RecordPair[],
  runs: readonly string[],
  random: RandomStream,
): CompareRecord {
  const problems = pairs.flatMap((pair, i) =>
    incomparable(pair).map(message => ({
      ...{ file: runs[2 * i + 1] ?? 'candidate', line: null, column: null, path: '' },
      message: `cannot be compared with ${runs[2 * i] ?? 'baseline'}: ${message}`,
    })),
  );
  if (problems.length > 0) throw new InputErrors(problems);
  const first = pairs[0] as RecordPair;
  const { verdict, reasons, differences } = compareRuns(pairs, random);
  const record = seal({
    schemaVersion: COMPARE_SCHEMA_VERSION,
    verdict,
    reasons,
    baseline: arm(first.baseline),
    candidate: arm(first.candidate),
    differences,
    runs,
  });
  return compareRecordSchema.parse(record);
}

export function writeComparison(file: string, record: CompareRecord): void {
  writeRecordFile(file, record);
}

/** Reads `compare.json`. @throws InputErrors if it is no comparison, of another version, truncated or edited. */
export function readComparison(file: string): CompareRecord {
  return readRecordFile(file, compareRecordSchema, 'comparison', COMPARE_SCHEMA_VERSION);
}

/** The same for a text; `file` is what messages call it. */
export function parseComparison(text: string, file: string): CompareRecord {
  return parseRecord(text, file, compareRecordSchema, 'comparison', COMPARE_SCHEMA_VERSION);
}

function arm({ series: _, integrity: __, ...rest }: RunRecord): ArmRecord {
  return rest;
}
