import { describe, expect, test } from 'vitest';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { isSettled, nominalOf, sensitivityOf, steadySentence, turningSentence } from './sensitivity.ts';

function run(seed: number, { timeouts = 0, cpu = 0.5 }): ComparedRun {
  const column = (value: number): number[] => Array.from({ length: 20 }, (_, i) => value + ((i * seed) % 7) / 1000);
  return {
    ...{
      verdict: timeouts > 0 ? 'fail' : 'pass',
      reasons: [],
      clock: 'virtual',
      seed,
      arrivals: 'poisson',
      durationS: 20,
    },
    ...{ script: { name: 's', fingerprint: 's' }, topology: { name: 't', fingerprint: 't', users: 100 } },
    cacheSettings: { name: 'c', fingerprint: 'c', values: {} },
    ...{
      objectives: [],
      generator: { lagMs: { p99: null } },
      timeouts: { count: timeouts },
      requests: { offered: 1000, interrupted: 0, errors: timeouts },
    },
    ...{ pools: { primary: {} }, knobs: {}, cause: null },
    series: {
      intervalS: 1,
      columns: { planned: column(100), 'primary.offered': column(100), 'primary.cpu': column(cpu) },
    },
  };
}

const pair = (seed: number, candidate: { timeouts?: number; cpu?: number }, baseline = {}): RunPair => ({
  baseline: run(seed, baseline),
  candidate: run(seed, candidate),
});
const pairs = (candidate: { timeouts?: number; cpu?: number }, baseline = {}): RunPair[] =>
  [1, 2, 3].map(seed => pair(seed, candidate, baseline));

test('what would turn a verdict is said in one sentence, with what happens then', () => {
  const found = sensitivityOf(nominalOf(pairs({})), [
    { what: 'a miss costs 10 % more', pairs: pairs({ timeouts: 3 }).slice(0, 1) },
    { what: 'a hit costs 10 % more', pairs: pairs({ cpu: 0.6 }) },
    { what: 'the peak is 10 % higher', pairs: pairs({ timeouts: 3 }, { timeouts: 2 }) },
    { what: 'the peak is 10 % lower', pairs: pairs({ cpu: 0.52 }) },
  ]);
  expect([found.leaning, ...found.variations.map(({ leaning }) => leaning)]).toEqual([
    ...['good', 'bad', 'bad', 'both fail', 'good'],
  ]);
  expect(turningSentence(found, 'safe')).toBe(
    'Safe, but not if a miss costs 10 % more (1 of 1 seed fails with it alone), or a hit costs 10 % more (CPU of primary +10 points, 3 seeds), ' +
      'or the peak is 10 % higher (3 of 3 seeds fail with either).',
  );
});

test('so is that nothing turns it', () => {
  const found = sensitivityOf(nominalOf(pairs({ timeouts: 3 })), [
    { what: 'a miss costs 10 % less', pairs: pairs({ timeouts: 1 }).slice(0, 1) },
    { what: 'a miss costs 10 % more', pairs: pairs({ timeouts: 1 }) },
  ]);
  expect(turningSentence(found, 'worse')).toBeNull();
  expect(steadySentence(found)).toBe(
    'It stays so with each hit, miss and write cost, the directory’s latency, the users and the peak a tenth higher or lower (1 to 3 seeds each, from the one nearest to another verdict).',
  );
});

describe('seeds are taken until a variation is settled', () => {
  const good = nominalOf(pairs({}));
  const bad = nominalOf(pairs({ timeouts: 3 }));
  const bothFail = nominalOf(pairs({ timeouts: 3 }, { timeouts: 3 }));

  test.each([
    ['none yet', good, [], false],
    ['safe: the seed nearest to failing says the same', good, [pair(1, {})], true],
    ['safe: a seed that fails is enough', good, [pair(1, { timeouts: 1 })], true],
    ['safe: a mean that is worse may be of that seed', good, [pair(1, { cpu: 0.6 })], false],
    ['safe: and is not, of two', good, [pair(1, { cpu: 0.56 }), pair(2, { cpu: 0.5 })], true],
    ['safe: it is, of as many as are taken', good, pairs({ cpu: 0.6 }), true],
    ['worse: the seed that fails the least still fails', bad, [pair(1, { timeouts: 1 })], true],
    ['worse: it does not, and others may', bad, [pair(1, {})], false],
    ['worse: another does', bad, [pair(1, {}), pair(2, { timeouts: 1 })], true],
    ['worse: none of as many as are taken does', bad, pairs({}), true],
    ['both fail: with it alone in this one', bothFail, [pair(1, { timeouts: 1 })], false],
  ] as const)('%s', (_, nominal, those, settled) => {
    expect(isSettled(nominal, those)).toBe(settled);
  });
});

test('the seeds nearest to saying something else come first', () => {
  const failing = [5, 3, 9, 1, 7].map((timeouts, i) => pair(i + 1, { timeouts }));
  expect(nominalOf(failing)).toEqual({ leaning: 'bad', seeds: [4, 2, 1] });
  const room = (seed: number, value: number): RunPair => {
    const { baseline, candidate } = pair(seed, {});
    const p99 = { name: 'p99', limit: 800, value, margin: 800 - value, status: 'ok', note: null } as const;
    return { baseline, candidate: { ...candidate, objectives: [p99] } };
  };
  expect(nominalOf([room(1, 200), room(2, 700), room(3, 100), room(4, 300)])).toEqual({
    leaning: 'good',
    seeds: [2, 4, 1],
  });
});
