import { expect, test } from 'vitest';
import type { ComparedRun } from './compared-run.ts';
import { type RankedArm, rankArms } from './ranking.ts';

interface Figures {
  readonly p99Ms?: number;
  readonly timeouts?: number;
  readonly seed?: number;
}

function run(name: string, { p99Ms = 200, timeouts = 0, seed = 1 }: Figures): ComparedRun {
  const column = (value: number): number[] => Array.from({ length: 60 }, () => value);
  return {
    ...{
      verdict: timeouts > 0 || p99Ms > 800 ? 'fail' : 'pass',
      reasons: [],
      clock: 'virtual',
      seed,
      arrivals: 'poisson',
    },
    durationS: 60,
    script: { name: 'peak', fingerprint: 'a' },
    topology: { name: 'eu', fingerprint: 'b', users: 1000 },
    cacheSettings: { name, fingerprint: name, values: { ttl: `${name.length}s` } },
    objectives: [
      { name: 'timeouts', limit: 0, value: timeouts / 60_000, margin: -timeouts / 60_000, status: 'ok', note: null },
      { name: 'p99', limit: 800, value: p99Ms, margin: 800 - p99Ms, status: 'ok', note: null },
    ],
    timeouts: { count: timeouts },
    requests: { offered: 60_000, interrupted: 0, errors: timeouts },
    pools: { primary: {} },
    knobs: { ttl: 100 },
    cause: null,
    series: {
      intervalS: 1,
      columns: {
        ...{
          planned: column(1000),
          offered: column(1000),
          timeouts: column(timeouts / 60),
          errors: column(timeouts / 60),
        },
        ...{ p50Ms: column(10), p99Ms: column(p99Ms), 'primary.offered': column(1000), 'primary.cpu': column(0.5) },
      },
    },
  };
}

function arm(name: string, figures: Figures, seeds = 1): RankedArm {
  return { name, runs: Array.from({ length: seeds }, (_, i) => run(name, { ...figures, seed: i + 1 })) };
}

const order = (arms: readonly RankedArm[]): string[] =>
  rankArms(arms).map(({ rank, name, against }) => `${rank} ${name} ${against}`);

test('failures come last, the most timeouts at the very end; the others go by the room they leave', () => {
  const arms = [
    arm('base', { p99Ms: 300 }),
    arm('bad', { timeouts: 900 }),
    arm('slow', { p99Ms: 600 }),
    arm('worst', { timeouts: 4000 }),
    arm('quick', { p99Ms: 150 }),
  ];
  expect(order(arms)).toMatchInlineSnapshot(`
    [
      "1 quick safe",
      "2 base null",
      "3 slow inconclusive",
      "4 bad worse",
      "5 worst worse",
    ]
  `);
});

test('settings that cannot be told apart share a rank', () => {
  const arms = [arm('base', { p99Ms: 200 }), arm('same', { p99Ms: 201 }), arm('slow', { p99Ms: 500 })];
  expect(order(arms)).toMatchInlineSnapshot(`
    [
      "1 base null",
      "1 same safe",
      "3 slow inconclusive",
    ]
  `);
});

test('all seeds count', () => {
  const mixed: RankedArm = {
    name: 'mixed',
    runs: [run('mixed', { seed: 1 }), run('mixed', { seed: 2, timeouts: 500 })],
  };
  const ranked = rankArms([arm('base', {}, 2), mixed]);
  expect(ranked.map(({ name, failed, runs }) => [name, failed, runs])).toEqual([
    ['base', 0, 2],
    ['mixed', 1, 2],
  ]);
});
