/**
 * Do the printed intervals cover the mean paired change as often as they say? Five changes of settings, each compared 40 times with seeds of
 * their own; the true change is the mean over all seeds. `node proof/gate/coverage.ts`
 */

import type { ComparedRun } from '../../harness/verdict/compared-run.ts';
import { metricDifferences } from '../../harness/verdict/metric-difference.ts';
import { givenSeeds } from '../../harness/verdict/sampling.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { drilled, seedsFrom } from './drills.ts';
import { drawn, gated, paired, shareText } from './repeated.ts';
import { REGIMES, SMALL } from './small-region.ts';

const SEEDS = 320;
const REPETITIONS = 40;
const CHANGES = ['ttl=3s', 'ttl=2s', 'ttlJitter=50%', 'coalesce=false', 'capacity=60'];

const set = [...SMALL.set, ...REGIMES['far from the edge']];
const seeds = seedsFrom(1001, SEEDS);
const [baseline, ...candidates] = (await drilled(
  [[], ...CHANGES.map(change => [change])].map(more => ({ ...SMALL, set: [...set, ...more], seeds })),
)) as [ComparedRun[], ...ComparedRun[][]];

let [covered, all] = [0, 0];
for (const [i, change] of CHANGES.entries()) {
  const pairs = paired(baseline, candidates[i] as ComparedRun[]);
  const truth = new Map(
    metricDifferences(pairs, givenSeeds(SEEDS)).map(({ difference }) => [
      difference.metric,
      difference.change as number,
    ]),
  );
  const random = new RandomStream(i + 1);
  const hits = new Map<string, [hits: number, intervals: number]>();
  const taken: number[] = [];
  for (let k = 0; k < REPETITIONS; k++) {
    const { differences, seeds: used } = gated(drawn(pairs, random));
    taken.push(used);
    for (const { metric, interval } of differences) {
      if (interval === null) continue;
      const row = hits.get(metric) ?? [0, 0];
      const [low, high] = interval;
      const mean = truth.get(metric) as number;
      hits.set(metric, [row[0] + (low <= mean && mean <= high ? 1 : 0), row[1] + 1]);
    }
  }
  for (const [hit, intervals] of hits.values()) [covered, all] = [covered + hit, all + intervals];
  const rows = [...hits].map(([metric, [hit, intervals]]) => `${metric} ${hit}/${intervals}`).join(', ');
  console.log(`${change.padEnd(16)} ${Math.min(...taken)}–${Math.max(...taken)} seeds: ${rows}`);
}
console.log(`all rows: ${covered} of ${all}, ${shareText(covered, all)}`);
