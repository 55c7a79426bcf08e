import { z } from 'zod';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { compareVerdictSchema } from '../verdict/compare-verdict.ts';
import { incomparable } from '../verdict/compared-run.ts';
import { compareRuns } from '../verdict/comparison.ts';
import { drilledSettingsSchema } from '../verdict/drill-identity.ts';
import { failingSeedsSchema } from '../verdict/failing-seeds.ts';
import { type Interrupted, interruptedSchema, judgedInPart } from '../verdict/interrupted.ts';
import { metricDifferenceSchema } from '../verdict/metric-difference.ts';
import { orderSchema } from '../verdict/order-effect.ts';
import { type Sampling, samplingSchema } from '../verdict/sampling.ts';
import { type Sensitivity, sensitivitySchema, steadySentence, turningSentence } from '../verdict/sensitivity.ts';
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
    order: orderSchema.optional(),
    against: z
      .array(
        z.strictObject({
          settings: drilledSettingsSchema,
          verdict: compareVerdictSchema,
          reasons: reasonsSchema,
          path: z.string(),
        }),
      )
      .optional()
      .describe('The candidate beside references that stay the same: records of their own, and a say in the verdict.'),
    sensitivity: sensitivitySchema
      .optional()
      .describe('What the verdict depends on, of the figures that somebody has measured.'),
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

/** A comparison of the candidate with a reference that stays the same, and where it is kept. */
export interface Against {
  readonly record: CompareRecord;
  readonly path: string;
}

/** What was asked beside the comparison itself. */
export interface Beside {
  readonly against?: readonly Against[];
  readonly sensitivity?: Sensitivity | undefined;
}

/** The gravest first. */
const GRAVITY = ['worse', 'inconclusive', 'safe'] as const;

/** A change is as safe as beside the reference that it does worst by. */
function besideAll<Judged extends { readonly verdict: CompareRecord['verdict']; readonly reasons: readonly string[] }>(
  judged: Judged,
  { against = [], sensitivity }: Beside,
): Judged {
  const verdicts = [judged.verdict, ...against.map(({ record }) => record.verdict)];
  const verdict = GRAVITY.find(each => verdicts.includes(each)) ?? judged.verdict;
  const references = against.map(
    ({ record }) => `Against ${record.baseline.cacheSettings.name}, ${record.verdict}: ${record.reasons[0] ?? ''}`,
  );
  const own = sensitivity === undefined ? judged.reasons : withTurning(judged, sensitivity);
  // What decides comes first.
  return {
    ...judged,
    verdict,
    reasons: verdict === judged.verdict ? [...own, ...references] : [...references, ...own],
  };
}

/** Reasons of a verdict that stand before what would turn it: what became of users, and why or how sure that is. */
const BEFORE_TURNING = 2;

/** What would turn a verdict stands where the verdict is. */
function withTurning(
  { verdict, reasons }: { readonly verdict: CompareRecord['verdict']; readonly reasons: readonly string[] },
  sensitivity: Sensitivity,
): string[] {
  const turning = turningSentence(sensitivity, verdict) ?? steadySentence(sensitivity);
  return [...reasons.slice(0, BEFORE_TURNING), turning, ...reasons.slice(BEFORE_TURNING)];
}

/**
 * Compares records, paired by seed.
 * @param runs paths of the records, baseline and candidate by turns.
 * @param sampling how the number of pairs came to be
 * @param interrupted if these are not all the pairs that were to be drilled
 * @param beside what was asked beside them
 * @throws InputErrors if the two of a pair differ in more than their settings: comparing them would mean nothing.
 */
export function comparisonOf(
  pairs: readonly RecordPair[],
  runs: readonly string[],
  sampling: Sampling,
  interrupted?: Interrupted,
  beside: Beside = {},
): CompareRecord {
  const problems = pairs.flatMap((pair, i) =>
    incomparable(pair).map(message => ({
      ...{ file: runs[2 * i + 1] ?? 'candidate', line: null, column: null, path: '' },
      message: `cannot be compared with ${runs[2 * i] ?? 'baseline'}: ${message}`,
    })),
  );
  if (problems.length > 0) throw new InputErrors(problems);
  const first = pairs[0] as RecordPair;
  const whole = besideAll(compareRuns(pairs, sampling), beside);
  const comparison = judgedInPart(whole, interrupted, 'pairs of drills');
  const against = (beside.against ?? []).map(({ record, path }) => ({
    ...{ settings: record.baseline.cacheSettings, verdict: record.verdict, reasons: record.reasons, path },
  }));
  const { verdict, reasons, differences, failing, order } = comparison;
  return sealed(COMPARE, {
    ...(interrupted === undefined ? {} : { interrupted }),
    verdict,
    reasons,
    baseline: arm(first.baseline),
    candidate: arm(first.candidate),
    ...{ sampling, failing, differences },
    ...(order === undefined ? {} : { order }),
    ...(against.length === 0 ? {} : { against }),
    ...(beside.sensitivity === undefined ? {} : { sensitivity: beside.sensitivity }),
    runs,
  });
}

function arm({ series: _, integrity: __, ...rest }: RunRecord): ArmRecord {
  return rest;
}
