import { expect, test } from 'vitest';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { sensitivityOf, sensitivitySentences } from './sensitivity.ts';

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

const pairs = (candidate: { timeouts?: number; cpu?: number }, baseline = {}): RunPair[] =>
  [1, 2, 3, 4].map(seed => ({ baseline: run(seed, baseline), candidate: run(seed, candidate) }));

test('what would turn a verdict is said, with what happens then', () => {
  const found = sensitivityOf(pairs({}), [
    { what: 'a miss costs 10 % more', pairs: pairs({ timeouts: 3 }) },
    { what: 'a hit costs 10 % more', pairs: pairs({ cpu: 0.6 }) },
    { what: 'the peak is 10 % higher', pairs: pairs({ timeouts: 3 }, { timeouts: 2 }) },
    { what: 'the peak is 10 % lower', pairs: pairs({ cpu: 0.52 }) },
  ]);
  expect([found.leaning, ...found.variations.map(({ leaning }) => leaning)]).toEqual([
    ...['good', 'bad', 'bad', 'both fail', 'good'],
  ]);
  expect(sensitivitySentences(found, 'safe')).toEqual([
    'Safe, but not if a miss costs 10 % more: 4 of 4 seeds fail, 4 of them with it alone (4 seeds).',
    'Safe, but not if a hit costs 10 % more: CPU of primary changes by +10 points (4 seeds).',
    'Safe, but not if the peak is 10 % higher: 4 of 4 seeds fail with either (4 seeds).',
  ]);
});

test('so is that nothing turns it', () => {
  const found = sensitivityOf(pairs({ timeouts: 3 }), [
    { what: 'a miss costs 10 % less', pairs: pairs({ timeouts: 1 }) },
  ]);
  expect(sensitivitySentences(found, 'worse')).toEqual([
    'No cost, directory latency, number of users or peak a tenth higher or lower turns that (4 seeds each).',
  ]);
});
