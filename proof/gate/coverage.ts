/**
 * Do the printed intervals cover the mean paired change as often as they say? Five changes of settings, each compared 2,000 times with seeds drawn
 * from a population of a thousand; the true change is the population's mean. `node proof/gate/coverage.ts`
 */

import type { ComparedRun } from '../../harness/verdict/compared-run.ts';
import { metricDifferences } from '../../harness/verdict/metric-difference.ts';
import { givenSeeds } from '../../harness/verdict/sampling.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { drilled, seedsFrom } from './drills.ts';
import { drawn, gated, paired, shareText, verdictsText } from './repeated.ts';
import { REGIMES, SMALL } from './small-region.ts';

const SEEDS = 1000;
const REPETITIONS = 2000;
/** Of a row that is printed in fewer comparisons a share says nothing. */
const FEWEST = REPETITIONS / 10;
const CHANGES = ['ttl=3s', 'ttl=2s', 'ttlJitter=50%', 'coalesce=false', 'capacity=60'];

const set = [...SMALL.set, ...REGIMES['far from the edge']];
const seeds = seedsFrom(100_001, SEEDS);
const [baseline, ...candidates] = (await drilled(
  [[], ...CHANGES.map(change => [change])].map(more => ({ ...SMALL, set: [...set, ...more], seeds })),
)) as [ComparedRun[], ...ComparedRun[][]];

const outside: string[] = [];
let [covered, all] = [0, 0];
for (const [i, change] of CHANGES.entries()) {
  const pairs = paired(baseline, candidates[i] as ComparedRun[]);
  const random = new RandomStream(i + 1);
  const results = Array.from({ length: REPETITIONS }, () => gated(drawn(pairs, random)));
  console.log(`${change}: ${verdictsText(results)}`);
  for (const { difference } of metricDifferences(pairs, givenSeeds(SEEDS))) {
    const { metric, change: truth } = difference;
    const intervals = results.flatMap(({ differences }) => {
      const { interval } = differences.find(each => each.metric === metric) ?? { interval: null };
      return interval === null ? [] : [interval];
    });
    if (intervals.length < FEWEST) {
      console.log(`  ${metric.padEnd(20)} has an interval in ${shareText(intervals.length, REPETITIONS)}`);
      continue;
    }
    const hits = intervals.filter(([low, high]) => low <= (truth as number) && (truth as number) <= high).length;
    console.log(`  ${metric.padEnd(20)} ${shareText(hits, intervals.length)} of ${intervals.length}`);
    [covered, all] = [covered + hits, all + intervals.length];
    if (hits < 0.9 * intervals.length || hits > 0.98 * intervals.length) outside.push(`${change} ${metric}`);
  }
}
console.log(
  `all rows: ${shareText(covered, all)}; outside 90 to 98 %: ${outside.length === 0 ? 'none' : outside.join(', ')}`,
);
