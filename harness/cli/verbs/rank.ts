import { comparisonOf, type RecordPair } from '../../record/compare-record.ts';
import { type RankingRecord, rankingOf } from '../../record/ranking-record.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { Interrupted } from '../../verdict/interrupted.ts';
import { givenSeeds } from '../../verdict/sampling.ts';
import type { ShownInputs } from '../flags/drill-flags.ts';
import { keepRecord } from '../keep-record.ts';
import type { OutFolder } from '../out-folder.ts';
import type { ArmRun } from '../perform-arms.ts';

/**
 * Ranks several settings and compares each with the first.
 * @param arms the runs of each of the settings, seed by seed
 * @param names of the settings' folders
 */
export async function rank(
  arms: readonly (readonly ArmRun[])[],
  names: readonly string[],
  folder: OutFolder,
  inputs: ShownInputs,
  interrupted: Interrupted | undefined,
): Promise<RankingRecord['verdict']> {
  const baseline = arms[0] as readonly ArmRun[];
  for (const [i, arm] of arms.entries()) {
    if (i === 0) continue;
    const pairs = arm.map(
      ({ record: candidate }, seed): RecordPair => ({ baseline: baseline[seed]?.record as RunRecord, candidate }),
    );
    const paths = arm.flatMap(({ path }, seed) => [baseline[seed]?.path as string, path]);
    const comparison = comparisonOf(pairs, paths, givenSeeds(pairs.length), interrupted);
    const first = pairs[0] as RecordPair;
    const runs = [first.baseline, first.candidate];
    await keepRecord(folder, `${names[i]}-compared`, { kind: 'compare', record: comparison }, runs);
  }
  const record = rankingOf(
    arms.map(runs => ({ runs: runs.map(each => each.record), paths: runs.map(({ path }) => path) })),
    interrupted,
  );
  const ranking = { kind: 'ranking', record } as const;
  const firsts = arms.flatMap(([first]) => (first === undefined ? [] : [first.record]));
  (await keepRecord(folder, '', ranking, firsts)).show(inputs);
  return record.verdict;
}
