/**
 * Is what there is found? The default drill with a ttl of 5 s, which makes it slower and dearer, and with one of 15 s, which hardly does, in
 * comparisons that draw their seeds from 48. `node proof/gate/power.ts`
 */

import type { ComparedRun } from '../../harness/verdict/compared-run.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { drilled, seedsFrom } from './drills.ts';
import { drawn, gated, paired, shareText } from './repeated.ts';

const SEEDS = 48;
const COMPARISONS = 200;

const drills = (set: readonly string[]) => ({ scenario: 'eu-peak-failover', set, seeds: seedsFrom(2001, SEEDS) });
const [baseline, five, fifteen] = (await drilled([drills([]), drills(['ttl=5s']), drills(['ttl=15s'])])) as [
  ComparedRun[],
  ComparedRun[],
  ComparedRun[],
];

for (const [change, candidate] of [
  ['ttl 5s', five],
  ['ttl 15s', fifteen],
] as const) {
  const random = new RandomStream(1);
  const results = Array.from({ length: COMPARISONS }, () => gated(drawn(paired(baseline, candidate), random)));
  const share = (of: (result: (typeof results)[number]) => boolean): string =>
    shareText(results.filter(of).length, COMPARISONS);
  const starred = (metric: string): string =>
    share(({ differences }) => differences.some(each => each.metric === metric && each.significant));
  const rows = ['p50Ms', 'p99Ms', 'alternate.cpu', 'alternate.hitRatio', 'primary.cpu', 'primary.hitRatio'];
  console.log(`${change}: ${rows.map(row => `${row} starred ${starred(row)}`).join(', ')}`);
  console.log(
    `  worse ${share(each => each.verdict === 'worse')}, safe but for how seldom ttl acts ` +
      `${share(({ verdict, reasons }) => verdict === 'inconclusive' && /^Nothing got worse/.test(reasons[0] ?? ''))}, ` +
      `safe ${share(each => each.verdict === 'safe')}; ${Math.max(...results.map(each => each.seeds))} seeds at most`,
  );
}
