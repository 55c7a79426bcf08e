/**
 * Is nothing found where there is nothing? Comparisons of a setting with a copy of itself under other seeds, and with one whose changed knob acts
 * and changes nothing, where there is room to spare, where every second drill fails, and where all do. `node proof/gate/aa.ts`
 */

import type { ComparedRun, RunPair } from '../../harness/verdict/compared-run.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { drilled, seedsFrom } from './drills.ts';
import { drawn, type Gated, gated, paired, shareText } from './repeated.ts';
import { REGIMES, SMALL } from './small-region.ts';

const SEEDS = 160;
const COMPARISONS = 200;

/** The same settings, called something else: a copy would be told that nothing differs. */
function renamed(run: ComparedRun): ComparedRun {
  const { cacheSettings } = run;
  const values = { ...cacheSettings.values, ttlJitter: '11%' };
  return { ...run, cacheSettings: { ...cacheSettings, name: 'copy', values } };
}

function tell(what: string, results: readonly Gated[], failing: number): void {
  const of = (verdict: Gated['verdict']): number => results.filter(each => each.verdict === verdict).length;
  const starred = results.filter(({ differences }) => differences.some(({ significant }) => significant)).length;
  const seeds = results.reduce((sum, each) => sum + each.seeds, 0) / results.length;
  console.log(
    `${what.padEnd(44)} ${shareText(failing, SEEDS).padStart(7)} of drills fail: worse ${shareText(of('worse'), results.length)}, ` +
      `any star ${shareText(starred, results.length)}, safe ${shareText(of('safe'), results.length)}, inconclusive ` +
      `${shareText(of('inconclusive'), results.length)}; ${seeds.toFixed(1)} seeds`,
  );
}

for (const [regime, set] of Object.entries(REGIMES)) {
  const seeds = seedsFrom(1001, SEEDS);
  const arm = (...more: string[]) => ({ ...SMALL, set: [...SMALL.set, ...set, ...more], seeds });
  const [same, other] = (await drilled([arm(), arm('ttlJitter=11%')])) as [ComparedRun[], ComparedRun[]];
  const failing = same.filter(({ verdict }) => verdict === 'fail').length;
  const random = new RandomStream(1);
  const copies: Gated[] = [];
  const idle: Gated[] = [];
  for (let i = 0; i < COMPARISONS; i++) {
    const both = drawn(same, random, 80);
    copies.push(gated(paired(both.slice(0, 40), both.slice(40).map(renamed))));
    idle.push(gated(drawn<RunPair>(paired(same, other), random)));
  }
  tell(`${regime}, a copy with other seeds`, copies, failing);
  tell(`${regime}, a jitter of 11 % instead of 10 %`, idle, failing);
}
