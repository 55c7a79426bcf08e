import { resolve } from 'node:path';
import type { RunRecord } from '../../record/run-record.ts';
import { Drafts } from '../drafts.ts';
import { EXIT } from '../exit-code.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { wholeNumber } from '../flags/drill-flags.ts';
import { readTargetInputs } from '../flags/target-flags.ts';
import { uiPort } from '../flags/ui-flags.ts';
import { Interruption } from '../interruption.ts';
import { keepDrill, keepRepeat, type RecordedRun } from '../keep-drill.ts';
import { withOutFolder } from '../out-folder.ts';
import { performTarget, type TargetDrill } from '../perform-target.ts';
import { nameOf } from '../script-name.ts';
import { exitCode, worst } from '../show-end.ts';
import { usuallyWatched, Views } from '../views.ts';

/** `headroom run SCRIPT --target FILE`: one drill of a system that exists, or several, one after another. */
export async function runTarget(given: Given, script: string): Promise<number> {
  const cache = given.text('cache');
  const inputs = await readTargetInputs(given, script, cache === undefined ? [] : [cache]);
  const rehearsal = given.has('rehearse');
  const repeat = wholeNumber(given, 'repeat', 1, 1);
  if (rehearsal && repeat > 1) throw new UsageError('--rehearse tries everything once: it does not go with --repeat');
  const [underTest] = inputs.settings;
  if (underTest === undefined) throw new Error('no settings were read');
  const name = `${nameOf(script)}-${inputs.target.name}-${rehearsal ? 'rehearsal' : underTest.name}`;
  return withOutFolder(inputs.out, name, async folder => {
    const interruption = new Interruption(
      'stopping; what was done to the target is undone, and the record of what was measured kept',
    );
    const views = await Views.open({
      ...{ quiet: inputs.quiet, total: repeat, atOnce: 1, interruption },
      title: `${nameOf(script)} with ${underTest.name} on ${inputs.target.name}`,
      port: uiPort(given, usuallyWatched('live', inputs.quiet)),
    });
    const drafts = new Drafts(folder, line => {
      if (!inputs.quiet) views.say(line);
    });
    const codes: number[] = [];
    const whole: RecordedRun[] = [];
    const keeping = { folder, inputs, views };
    try {
      for (let i = 0; i < repeat && !interruption.asked; i++) {
        const seed = inputs.spec.seed + i;
        const part = repeat === 1 ? '' : `seed-${seed}`;
        const spec: TargetDrill = {
          ...{ ...inputs.spec, seed, rehearsal },
          settings: { underTest, baseline: inputs.baseline },
        };
        const view = views.watch(spec, `seed ${seed}`);
        const how = { folder: resolve(folder.path, part), reset: repeat > 1 };
        const end = await performTarget(spec, how, view.watcher, interruption, drafts.of(part));
        const run = await keepDrill(end, part, spec.tags, view, keeping);
        const code = exitCode(end, inputs.exitZero || (rehearsal && undoneWell(end.record)));
        codes.push(code);
        if (run !== null && code !== EXIT.interrupted) whole.push(run);
        // What could not be begun, or failed, is not tried again.
        if (end.exit !== null && end.exit.code !== EXIT.fail && end.exit.code !== EXIT.testFailed) break;
      }
      if (repeat > 1) await keepRepeat(whole, undefined, keeping);
      return interruption.asked && codes.length === 0 ? EXIT.interrupted : worst(codes);
    } finally {
      await views.close();
      interruption.close();
    }
  });
}

/** A rehearsal is not about any verdict: everything was done and undone. */
function undoneWell(record: RunRecord | null): boolean {
  return record?.target?.undo?.operations.every(({ ok }) => ok) ?? false;
}
