import { join } from 'node:path';
import { RandomStream } from '../../../mock-service/time/random.ts';
import { comparisonOf, type RecordPair } from '../../record/compare-record.ts';
import { type RankingArm, rankingOf, writeRanking } from '../../record/ranking-record.ts';
import { recordText } from '../../record/record-file.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { paintFor } from '../../report/paint.ts';
import { rankingLine, rankingText } from '../../report/ranking-text.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import type { DrillInputs } from '../flags/drill-flags.ts';
import { type OutFolder, placesText } from '../out-folder.ts';
import type { Arm } from '../perform-arms.ts';
import { keepComparison } from '../show-comparison.ts';

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
    paths: arms.filter((_, j) => j % names.length === i).map(({ part }) => join(folder.path, part, 'run.json')),
  }));
  const baseline = byName[0] as RankingArm;
  for (const [i, arm] of byName.entries()) {
    if (i === 0) continue;
    const pairs = arm.runs.map(
      (candidate, seed): RecordPair => ({ baseline: baseline.runs[seed] as RunRecord, candidate }),
    );
    const paths = arm.paths.flatMap((path, seed) => [baseline.paths[seed] as string, path]);
    const comparison = comparisonOf(pairs, paths, new RandomStream(inputs.spec.seed));
    await keepComparison(folder, `${names[i]}-compared`, comparison, pairs[0] ?? null);
  }
  const ranking = rankingOf(byName, new RandomStream(inputs.spec.seed));
  const kept = folder.keep('ranking.json', file => writeRanking(file, ranking));
  if (inputs.json) process.stdout.write(recordText(ranking));
  else if (inputs.quiet) process.stdout.write(`${rankingLine(ranking)}\n`);
  else
    process.stdout.write(
      `${rankingText(ranking, paintFor(process.stdout, process.env))}\n${placesText({ Record: kept })}`,
    );
  return inputs.exitZero ? EXIT.pass : exitOf(ranking.verdict);
}
