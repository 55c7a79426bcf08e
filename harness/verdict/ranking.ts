import { z } from 'zod';
import { mean, sum } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import { compareVerdictSchema } from './compare-verdict.ts';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { compareRuns } from './comparison.ts';
import { type MetricDifference, metricDifferences } from './metric-difference.ts';
import { leastRoom } from './objectives/judged-objective.ts';
import { givenSeeds } from './sampling.ts';
import type { Verdict } from './verdict.ts';

/** Settings and their runs, one a seed, all settings with the same seeds in the same order. */
export interface RankedArm {
  readonly name: string;
  readonly runs: readonly ComparedRun[];
}

/** One of several settings, judged, as the record has it. Shares are of all its runs together. */
export const rankedSchema = z.strictObject({
  rank: z.int().describe('From 1; settings that cannot be told apart have the same.'),
  failed: z.int().describe('Runs that failed.'),
  inconclusive: z.int(),
  runs: z.int(),
  timeouts: z.number().describe('Share of the requests of all runs.'),
  errors: z.number(),
  worstP99Ms: z.number().nullable().describe('Mean over the seeds; null: no data.'),
  room: z
    .number()
    .nullable()
    .describe(
      'Left to the closest objective, a share of its limit; mean over the seeds. Null: none has room to speak of.',
    ),
  against: compareVerdictSchema.nullable().describe('Compared with the baseline; null: is it.'),
});

/** The same, and whose it is. */
export interface Ranked extends Fact<typeof rankedSchema> {
  readonly name: string;
  /** Its place among the arms as they were given. */
  readonly arm: number;
}

/**
 * Puts settings in order, the best first: by runs that fail their objectives, then timeouts, then errors, then the room that is left.
 * Neighbours in that order that do not differ significantly in any metric share a rank.
 * @param arms at least one; the first is the baseline
 */
export function rankArms(arms: readonly RankedArm[]): Ranked[] {
  const baseline = arms[0] as RankedArm;
  const judged = arms.map((arm, i) => ({
    ...figures(arm, i),
    against: i === 0 ? null : compareRuns(pairsOf(baseline, arm), givenSeeds(arm.runs.length)).verdict,
  }));
  const ordered = judged.sort(
    (a, b) =>
      a.failed - b.failed ||
      a.timeouts - b.timeouts ||
      a.errors - b.errors ||
      (b.room ?? 0) - (a.room ?? 0) ||
      a.arm - b.arm,
  );
  let rank = 0;
  return ordered.map((entry, place) => {
    const before = ordered[place - 1];
    const same = before !== undefined && !differ(arms[before.arm] as RankedArm, arms[entry.arm] as RankedArm);
    if (!same) rank = place + 1;
    return { rank, ...entry };
  });
}

/** The verdict on several settings is that of the best. @param ranked at least one, the best first */
export function judgeRanking(ranked: readonly Ranked[]): { verdict: Verdict; reasons: readonly string[] } {
  const best = ranked[0] as Ranked;
  const verdict = best.failed > 0 ? 'fail' : best.inconclusive > 0 ? 'inconclusive' : 'pass';
  return { verdict, reasons: reasonsOf(ranked) };
}

function reasonsOf(ranked: readonly Ranked[]): readonly string[] {
  const best = ranked[0] as Ranked;
  const equals = ranked.filter(({ rank }) => rank === best.rank).map(({ name }) => name);
  const failing = ranked.filter(({ failed }) => failed > 0).map(({ name }) => name);
  const first =
    equals.length === 1
      ? `${best.name} is the best of the ${ranked.length}.`
      : `${equals.slice(0, -1).join(', ')} and ${equals.at(-1)} are the best of the ${ranked.length} and cannot be told apart.`;
  if (failing.length === 0) return [first, 'All of them meet their objectives.'];
  if (best.failed > 0) return [first, 'But none of them meets its objectives.'];
  const [they, fail] = failing.length === 1 ? ['its', 'fails'] : ['their', 'fail'];
  return [first, `${failing.join(', ')} ${fail} ${they} objectives.`];
}

/** The runs of two settings, paired by seed. */
export function pairsOf(a: RankedArm, b: RankedArm): RunPair[] {
  return a.runs.map((baseline, i) => ({ baseline, candidate: b.runs[i] as ComparedRun }));
}

function differ(a: RankedArm, b: RankedArm): boolean {
  const failed = ({ runs }: RankedArm): number => runs.filter(({ verdict }) => verdict === 'fail').length;
  if (failed(a) !== failed(b)) return true;
  return metricDifferences(pairsOf(a, b), givenSeeds(a.runs.length)).some(({ difference }) => matters(difference));
}

/** One run of each has no chance to be held against: there a change counts that is more than is let pass. */
function matters({ significant, change, tolerance, seeds }: MetricDifference): boolean {
  return significant || (seeds === 1 && Math.abs(change ?? 0) > (tolerance ?? 0));
}

function figures({ name, runs }: RankedArm, arm: number): Omit<Ranked, 'rank' | 'against'> {
  const ended = sum(runs.map(({ requests }) => requests.offered - requests.interrupted));
  const shareOf = (count: number): number => (ended === 0 ? 0 : count / ended);
  return {
    ...{ name, arm, runs: runs.length },
    failed: runs.filter(({ verdict }) => verdict === 'fail').length,
    inconclusive: runs.filter(({ verdict }) => verdict === 'inconclusive').length,
    timeouts: shareOf(sum(runs.map(({ timeouts }) => timeouts.count))),
    errors: shareOf(sum(runs.map(({ requests }) => requests.errors))),
    worstP99Ms: mean(runs.map(({ objectives }) => objectives.find(each => each.name === 'p99')?.value ?? null)),
    room: mean(runs.map(({ objectives }) => leastRoom(objectives))),
  };
}
