import type { DrillSpec } from '../drill/drill-spec.ts';
import type { RunRecord } from '../record/run-record.ts';
import { variations } from '../topology/variations.ts';
import type { RunPair } from '../verdict/compared-run.ts';
import { isSettled, type Nominal, type VariedPairs } from '../verdict/sensitivity.ts';
import { timeLeft } from '../watch/progress/time-left.ts';
import { QuietProgress } from '../watch/terminal/plain-progress.ts';
import type { Ticker } from '../watch/terminal/ticker.ts';
import { inParallel } from './in-parallel.ts';
import type { Interruption } from './interruption.ts';
import type { Performer } from './performer.ts';
import { toStderr } from './to-terminal.ts';

/**
 * Both arms again with each figure of the topology a tenth higher and lower, on the virtual clock, each with as many seeds as settle what it
 * says. Their records are not kept.
 * @param arms baseline and candidate
 * @param ticker told of each variation that has come to its end
 * @returns null if they were interrupted, or a drill did not come to its end
 */
export async function varyArms(
  [baseline, candidate]: readonly [DrillSpec, DrillSpec],
  nominal: Nominal,
  performer: Performer<DrillSpec>,
  interruption: Interruption,
  ticker: Pick<Ticker, 'tick'>,
): Promise<VariedPairs[] | null> {
  const varied = variations(baseline.topology);
  const watcher = new QuietProgress(line => toStderr(`${line}\n`));
  const startedAt = performance.now();
  let isWhole = true;
  const drill = async (spec: DrillSpec): Promise<RunRecord | null> => {
    if (interruption.asked || !isWhole) return null;
    const { record, exit } = await performer.perform(spec, '', watcher);
    return exit === null || exit.code === 99 || exit.code === 110 ? record : null;
  };
  let done = 0;
  const pairs = await inParallel(varied, performer.atOnce, async ({ topology, what }): Promise<VariedPairs> => {
    const pairs: RunPair[] = [];
    for (const seed of nominal.seeds) {
      if (isSettled(nominal, pairs)) break;
      const theirs = await drill({ ...baseline, topology, seed });
      const ours = await drill({ ...candidate, topology, seed });
      isWhole &&= theirs !== null && ours !== null;
      if (theirs === null || ours === null) break;
      pairs.push({ baseline: theirs, candidate: ours });
    }
    const left = timeLeft(++done, varied.length, performance.now() - startedAt);
    ticker.tick(`What would turn it: ${done} of ${varied.length} other calibrations drilled${left}; ${what}`);
    return { what, pairs };
  });
  return isWhole ? pairs : null;
}
