/**
 * Is what there is found, and is what does not matter let pass? `node proof/gate/power.ts`
 *
 * The default drill, in the whole region, with a ttl of 5 s and of 15 s instead of the baseline's 300 s, which does not act in it; the drill that it
 * names, in which that does; and one that is as long for a ttl of 20 s. The last two are of a twentieth of the region.
 */

import type { ComparedRun } from '../../harness/verdict/compared-run.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { drilled, type Side, seedsFrom } from './drills.ts';
import { drawn, type Gated, gated, paired, shareText, verdictsText } from './repeated.ts';
import { REGION } from './small-region.ts';

const COMPARISONS = 200;

async function tell(what: string, side: Side, [today, ...changes]: readonly string[], seeds: number): Promise<void> {
  const arm = (ttl: string) => ({ ...side, set: [...side.set, `ttl=${ttl}`], seeds: seedsFrom(300_001, seeds) });
  const [baseline, ...candidates] = (await drilled([today as string, ...changes].map(arm))) as [
    ComparedRun[],
    ...ComparedRun[][],
  ];
  for (const [i, ttl] of changes.entries()) {
    const random = new RandomStream(1);
    const pairs = paired(baseline, candidates[i] as ComparedRun[]);
    const results = Array.from({ length: COMPARISONS }, () => gated(drawn(pairs, random)));
    console.log(`${what}, ttl ${today} → ${ttl}: ${verdictsText(results)}`);
    const rows = ['p50Ms', 'p99Ms', 'primary.cpu', 'primary.hitRatio', 'alternate.cpu', 'alternate.hitRatio'];
    console.log(`  starred: ${rows.map(row => `${row} ${starred(results, row)}`).join(', ')}`);
    console.log(`  the first says: ${results[0]?.reasons.join(' ')}`);
  }
}

function starred(results: readonly Gated[], metric: string): string {
  const those = results.filter(({ differences }) =>
    differences.some(each => each.metric === metric && each.significant),
  );
  return shareText(those.length, results.length);
}

const settled = { scenario: 'settled-failover', set: [...REGION, 'pools.alternate.cores=1.2'] };
await tell('default drill', { scenario: 'eu-peak-failover', set: [] }, ['300s', '5s', '15s'], 48);
await tell('settled, held for 10 min', { ...settled, env: { SETTLE: '10m' } }, ['300s', '5s', '15s'], 120);
await tell('settled, held for 40 s', { ...settled, env: { SETTLE: '40s' } }, ['20s', '5s', '15s'], 320);
