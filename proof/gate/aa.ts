/**
 * Is nothing found where there is nothing? Comparisons of a setting with a copy of itself under other seeds, and with one whose changed knob acts
 * and changes nothing, where there is room to spare, where every second drill fails, and where all do; 200 of each, with seeds drawn from 800.
 * `node proof/gate/aa.ts [REGIME…]`
 */

import type { ComparedRun, RunPair } from '../../harness/verdict/compared-run.ts';
import { MOST_SEEDS } from '../../harness/verdict/sampling.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { drilled, seedsFrom } from './drills.ts';
import { drawn, type Gated, gated, paired, shareText, verdictsText } from './repeated.ts';
import { REGIMES, SMALL } from './small-region.ts';

const SEEDS = 800;
const COMPARISONS = 200;

/** The same settings, called something else: a copy would be told that nothing differs. */
function renamed(run: ComparedRun): ComparedRun {
  const { cacheSettings } = run;
  const values = { ...cacheSettings.values, ttlJitter: '11%' };
  return { ...run, cacheSettings: { ...cacheSettings, name: 'copy', values } };
}

function tell(what: string, results: readonly Gated[], failing: number): void {
  const starred = results.filter(({ differences }) => differences.some(({ significant }) => significant)).length;
  console.log(
    `${what}: ${shareText(failing, SEEDS)} of drills fail; any star ${shareText(starred, results.length)}, ${verdictsText(results)}`,
  );
}

const asked = process.argv.slice(2);
for (const [regime, set] of Object.entries(REGIMES)) {
  if (asked.length > 0 && !asked.includes(regime)) continue;
  const seeds = seedsFrom(200_001, SEEDS);
  const arm = (...more: string[]) => ({ ...SMALL, set: [...SMALL.set, ...set, ...more], seeds });
  const [same, other] = (await drilled([arm(), arm('ttlJitter=11%')])) as [ComparedRun[], ComparedRun[]];
  const failing = same.filter(({ verdict }) => verdict === 'fail').length;
  const random = new RandomStream(1);
  const copies: Gated[] = [];
  const idle: Gated[] = [];
  for (let i = 0; i < COMPARISONS; i++) {
    const both = drawn(same, random, 2 * MOST_SEEDS);
    copies.push(gated(paired(both.slice(0, MOST_SEEDS), both.slice(MOST_SEEDS).map(renamed))));
    idle.push(gated(drawn<RunPair>(paired(same, other), random)));
  }
  tell(`${regime}, a copy with other seeds`, copies, failing);
  tell(`${regime}, a jitter of 11 % instead of 10 %`, idle, failing);
}
