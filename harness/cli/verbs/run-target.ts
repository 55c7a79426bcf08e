import type { RunRecord } from '../../record/run-record.ts';
import { EXIT } from '../exit-code.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { wholeNumber } from '../flags/drill-flags.ts';
import { readTargetInputs } from '../flags/target-flags.ts';
import { Interruption, UNDOING } from '../interruption.ts';
import { runSeeds } from '../run-seeds.ts';
import { nameOf } from '../script-name.ts';
import { TargetPerformer } from '../target-performer.ts';

/** `headroom run SCRIPT --target FILE`: one drill of a system that exists, or several, one after another. */
export async function runTarget(given: Given, script: string): Promise<number> {
  const cache = given.text('cache');
  const inputs = await readTargetInputs(given, script, cache === undefined ? [] : [cache]);
  const rehearsal = given.has('rehearse');
  const repeat = wholeNumber(given, 'repeat', 1, 1);
  if (rehearsal && repeat > 1) throw new UsageError('--rehearse tries everything once: it does not go with --repeat');
  const { target, baseline, spec } = inputs;
  const [underTest] = inputs.settings;
  return runSeeds(
    given,
    {
      ...{ inputs, repeat },
      first: { ...spec, rehearsal, settings: { underTest, baseline } },
      name: `${nameOf(script)}-${target.name}-${rehearsal ? 'rehearsal' : underTest.name}`,
      title: `${nameOf(script)} with ${underTest.name} on ${target.name}`,
      prepare: async specs => specs,
      performer: (folder, interruption) => new TargetPerformer(folder.path, repeat > 1, interruption),
      // What could not be begun, or failed, is not tried again.
      carry: () => null,
      goesOn: ({ exit }) => exit === null || exit.code === EXIT.fail || exit.code === EXIT.testFailed,
      isMoot: ({ record }) => inputs.exitZero || (rehearsal && undoneWell(record)),
    },
    new Interruption(UNDOING),
  );
}

/** A rehearsal is not about any verdict: everything was done and undone. */
function undoneWell(record: RunRecord | null): boolean {
  return record?.target?.undo?.operations.every(({ ok }) => ok) ?? false;
}
