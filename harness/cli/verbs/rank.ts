import { join } from 'node:path';
import { RandomStream } from '../../../mock-service/time/random.ts';
import { comparisonOf, type RecordPair } from '../../record/compare-record.ts';
import { type RankingArm, type RankingRecord, rankingOf } from '../../record/ranking-record.ts';
import { RUN, type RunRecord } from '../../record/run-record.ts';
import type { Interrupted } from '../../verdict/interrupted.ts';
import type { DrillInputs } from '../flags/drill-flags.ts';
import { keepRecord } from '../keep-record.ts';
import type { OutFolder } from '../out-folder.ts';
import type { Drilled } from '../perform-arms.ts';

/**
 * Ranks several settings and compares each with the first.
 * @param names of the settings' folders
 */
export async function rank(
  { arms, records }: Drilled,
  names: readonly string[],
  folder: OutFolder,
  inputs: DrillInputs,
  interrupted: Interrupted | undefined,
): Promise<RankingRecord['verdict']> {
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
    const comparison = comparisonOf(pairs, paths, new RandomStream(inputs.spec.seed), interrupted);
    const [first] = pairs;
    const runs = first === undefined ? [] : [first.baseline, first.candidate];
    await keepRecord(folder, `${names[i]}-compared`, { kind: 'compare', record: comparison }, runs);
  }
  const record = rankingOf(byName, new RandomStream(inputs.spec.seed), interrupted);
  const ranking = { kind: 'ranking', record } as const;
  (await keepRecord(folder, '', ranking)).show(inputs);
  return record.verdict;
}
