import { expect, test } from 'vitest';
import type { ComparedRun } from './compared-run.ts';
import { failingSeeds, failingText, failsMore } from './failing-seeds.ts';
import { givenSeeds } from './sampling.ts';

/** A pair for each `baseline candidate`: p(ass), f(ail), i(nconclusive). */
function seeds(...pairs: readonly string[]) {
  const verdicts = { p: 'pass', f: 'fail', i: 'inconclusive' } as const;
  const run = (letter: string | undefined) => ({ verdict: verdicts[letter as keyof typeof verdicts] }) as ComparedRun;
  return failingSeeds(pairs.map(([baseline, candidate]) => ({ baseline: run(baseline), candidate: run(candidate) })));
}

const times = (n: number, pair: string): string[] => Array.from({ length: n }, () => pair);

test('seeds are counted by which arm fails, and what is unclear is on neither side', () => {
  expect(seeds('pp', 'pf', 'pf', 'fp', 'ff', 'if', 'fi')).toMatchObject({
    ...{ seeds: 7, baseline: 3, candidate: 4, onlyBaseline: 1, onlyCandidate: 2, chance: 1 },
  });
});

test('a candidate fails more if chance explains it in one of a hundred comparisons at most, or if it always does', () => {
  const fails = (...pairs: readonly string[]) => failsMore(seeds(...pairs), givenSeeds(pairs.length));
  expect(fails('pf')).toBe(true);
  expect(fails(...times(7, 'pf'), 'pp')).toBe(false);
  expect(fails(...times(8, 'pf'), 'pp')).toBe(true);
  expect(fails(...times(8, 'pf'), 'fp')).toBe(false);
  expect(fails(...times(8, 'fp'), 'pp')).toBe(false);
});

test('it is said how many fail, and how many of all might', () => {
  expect(failingText(seeds(...times(12, 'pp')))).toBe('0 of 12 seeds fail: at most 22.1% of all would (95%).');
  expect(failingText(seeds(...times(11, 'pp'), 'pf'))).toMatch(/^1 of 12 seeds fails: at most 33\.9% of all/);
  expect(failingText(seeds('pf', 'pf'))).toBe('2 of 2 seeds fail.');
});
