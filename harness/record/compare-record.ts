import { z } from 'zod';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { compareVerdictSchema } from '../verdict/compare-verdict.ts';
import { incomparable } from '../verdict/compared-run.ts';
import { compareRuns } from '../verdict/comparison.ts';
import { failingSeedsSchema } from '../verdict/failing-seeds.ts';
import { type Interrupted, interruptedSchema, judgedInPart } from '../verdict/interrupted.ts';
import { metricDifferenceSchema } from '../verdict/metric-difference.ts';
import { type Sampling, samplingSchema } from '../verdict/sampling.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';
import { RUN, type RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';

const armSchema = RUN.schema.omit({ series: true, integrity: true });

/** Two cache settings under the same drill (how-it-works §7). */
export const COMPARE = recordKind({
  name: 'compare',
  called: 'comparison',
  title: 'Headroom comparison',
  version: 2,
  fields: {
    verdict: compareVerdictSchema,
    reasons: reasonsSchema,
    interrupted: interruptedSchema.optional(),
    baseline: armSchema.describe("The first seed's record of this arm, without its series."),
    candidate: armSchema,
    sampling: samplingSchema.describe('How the number of seeds came to be.'),
    failing: failingSeedsSchema,
    differences: z.array(metricDifferenceSchema),
    runs: z.array(z.string()).describe("Paths of the runs' records, baseline and candidate by turns."),
  },
});

export type CompareRecord = RecordOf<typeof COMPARE>;
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
 * @param sampling how the number of pairs came to be
 * @param interrupted if these are not all the pairs that were to be drilled
 * @throws InputErrors if the two of a pair differ in more than their settings: comparing them would mean nothing.
 */
export function comparisonOf(
  pairs: readonly RecordPair[],
  runs: readonly string[],
  sampling: Sampling,
  interrupted?: Interrupted,
): CompareRecord {
  const problems = pairs.flatMap((pair, i) =>
    incomparable(pair).map(message => ({
      ...{ file: runs[2 * i + 1] ?? 'candidate', line: null, column: null, path: '' },
      message: `cannot be compared with ${runs[2 * i] ?? 'baseline'}: ${message}`,
    })),
  );
  if (problems.length > 0) throw new InputErrors(problems);
  const first = pairs[0] as RecordPair;
  const comparison = judgedInPart(compareRuns(pairs, sampling), interrupted, 'pairs of drills');
  const { verdict, reasons, differences, failing } = comparison;
  return sealed(COMPARE, {
    ...(interrupted === undefined ? {} : { interrupted }),
    verdict,
    reasons,
    baseline: arm(first.baseline),
    candidate: arm(first.candidate),
    ...{ sampling, failing, differences },
    runs,
  });
}

function arm({ series: _, integrity: __, ...rest }: RunRecord): ArmRecord {
  return rest;
}
