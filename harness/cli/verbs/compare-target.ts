import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import type { Compared } from '../compare-arms.ts';
import type { Given } from '../flags/command.ts';
import { readTargetInputs } from '../flags/target-flags.ts';
import type { Interruption } from '../interruption.ts';
import type { TargetDrill } from '../perform-target.ts';
import { TargetPerformer } from '../target-performer.ts';

/** The arms on a system that exists. @throws UsageError, Refusal, InputErrors */
export async function targetArms(
  given: Given,
  script: string,
  now: string,
  candidates: readonly string[],
  interruption: Interruption,
): Promise<Compared<TargetDrill>> {
  const against = given.texts('against');
  const inputs = await readTargetInputs(given, script, [...candidates, ...against], now);
  const { target, settings, baseline, spec } = inputs;
  if (target.operations.reset === undefined) {
    const message = 'without reset the second drill of a comparison would begin with what the first has left';
    throw new InputErrors([{ file: target.file, line: null, column: null, path: 'operations.reset', message }]);
  }
  if (baseline === null) throw new Error('no baseline was read');
  const drills = [baseline, ...settings].map(underTest => ({ ...spec, settings: { underTest, baseline } }));
  return {
    ...{ inputs, drills, references: against.length, carry: null, vary: null },
    prepare: async () => drills,
    performer: folder => new TargetPerformer(folder.path, true, interruption),
  };
}
