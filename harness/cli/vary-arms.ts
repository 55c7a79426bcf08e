import type { DrillSpec } from '../drill/drill-spec.ts';
import type { RunRecord } from '../record/run-record.ts';
import { variations } from '../topology/variations.ts';
import { SENSITIVITY_SEEDS, type VariedPairs } from '../verdict/sensitivity.ts';
import { QuietProgress } from '../watch/terminal/plain-progress.ts';
import { inParallel } from './in-parallel.ts';
import type { Interruption } from './interruption.ts';
import type { Performer } from './performer.ts';

/**
 * Both arms again with each figure of the topology a tenth higher and lower, on the virtual clock. Their records are not kept.
 * @param arms baseline and candidate, with the first seed
 * @param say told of each variation that has come to its end
 * @returns null if they were interrupted, or a drill did not come to its end
 */
export async function varyArms(
  [baseline, candidate]: readonly [DrillSpec, DrillSpec],
  seeds: number,
  performer: Performer<DrillSpec>,
  interruption: Interruption,
  say: (line: string) => void,
): Promise<VariedPairs[] | null> {
  const varied = variations(baseline.topology);
  const count = Math.min(seeds, SENSITIVITY_SEEDS);
  const drills = varied.flatMap(({ topology }) =>
    Array.from({ length: count }, (_, i) =>
      [baseline, candidate].map(spec => ({ ...spec, topology, seed: spec.seed + i })),
    ).flat(),
  );
  let done = 0;
  const watcher = new QuietProgress(say);
  const records = await inParallel(drills, performer.atOnce, async (spec): Promise<RunRecord | null> => {
    if (interruption.asked) return null;
    const { record, exit } = await performer.perform(spec, '', watcher);
    if (++done % (2 * count) === 0) say(`${done} of ${drills.length} drills with other figures done`);
    return exit === null || exit.code === 99 || exit.code === 110 ? record : null;
  });
  if (records.includes(null)) return null;
  return varied.map(({ what }, i) => ({
    what,
    pairs: Array.from({ length: count }, (_, k) => {
      const at = 2 * (i * count + k);
      return { baseline: records[at] as RunRecord, candidate: records[at + 1] as RunRecord };
    }),
  }));
}
