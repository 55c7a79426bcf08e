import { join } from 'node:path';
import { RandomStream } from '../../../mock-service/time/random.ts';
import { comparisonOf, type RecordPair } from '../../record/compare-record.ts';
import { type RankingArm, rankingOf } from '../../record/ranking-record.ts';
import { RUN, type RunRecord } from '../../record/run-record.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import type { DrillInputs } from '../flags/drill-flags.ts';
import { keepRecord, showRecord } from '../keep-record.ts';
import type { OutFolder } from '../out-folder.ts';
import type { Arm } from '../perform-arms.ts';

/**
 * Ranks several settings and compares each with the first.
 * @param arms the drills, seed by seed, in each the settings in their order
 * @param records theirs
 * @param names of the settings' folders
 */
export async function rank(
  arms: readonly Arm[],
  records: readonly RunRecord[],
  names: readonly string[],
  folder: OutFolder,
  inputs: DrillInputs,
): Promise<number> {
  const byName: RankingArm[] = names.map((_, i) => ({
    runs: records.filter((_, j) => j % names.length === i),
    paths: arms.filter((_, j) => j % names.length === i).map(({ part }) => join(folder.path, part, RUN.file)),
  }));
  const baseline = byName[0] as RankingArm;
  for (const [i, arm] of byName.entries()) {
    if (i === 0) continue;
    const pairs = arm.runs.map(
      (candidate, seed): RecordPair => ({ baseline: baseline.runs[seed] as RunRecord, candidate }),
    );
    const paths = arm.paths.flatMap((path, seed) => [baseline.paths[seed] as string, path]);
    const comparison = comparisonOf(pairs, paths, new RandomStream(inputs.spec.seed));
    const [first] = pairs;
    const runs = first === undefined ? [] : [first.baseline, first.candidate];
    await keepRecord(folder, `${names[i]}-compared`, { kind: 'compare', record: comparison }, runs);
  }
  const record = rankingOf(byName, new RandomStream(inputs.spec.seed));
  const ranking = { kind: 'ranking', record } as const;
  showRecord(ranking, await keepRecord(folder, '', ranking), inputs);
  return inputs.exitZero ? EXIT.pass : exitOf(record.verdict);
}
