import type { Verdict } from './verdict.ts';

/** The gravest first. */
const GRAVITY = ['fail', 'inconclusive', 'pass'] as const satisfies readonly Verdict[];
const WORDS: Readonly<Record<Verdict, string>> = { pass: 'passes', fail: 'fails', inconclusive: 'is inconclusive' };

/** A drill of one seed, judged. */
interface SeedVerdict {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/** Judges a drill with several seeds: the gravest of their verdicts, how many came to it, and the reasons of the first that did. @param runs at least one */
export function judgeRepeat(runs: readonly SeedVerdict[]): { verdict: Verdict; reasons: readonly string[] } {
  const verdict = GRAVITY.find(each => runs.some(run => run.verdict === each)) ?? 'pass';
  const those = runs.filter(run => run.verdict === verdict);
  const { seed, reasons } = those[0] as SeedVerdict;
  if (runs.length === 1) return { verdict, reasons };
  const seeds = those.map(run => run.seed);
  const which = those.length === runs.length ? '' : `: ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
  const how = `It ${WORDS[verdict]} with ${those.length} of ${runs.length} seeds${which}.`;
  return { verdict, reasons: [how, ...reasons.map(reason => `Seed ${seed}: ${reason}`)] };
}
