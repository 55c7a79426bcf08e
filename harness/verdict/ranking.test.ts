import { describe, expect, test } from 'vitest';
import type { ComparedRun } from './compared-run.ts';
import { judgeRanking, type RankedArm, rankArms } from './ranking.ts';

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
    generator: { lagMs: { p99: 0 } },
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

describe('the verdict on a ranking', () => {
  const judged = (...arms: RankedArm[]) => judgeRanking(rankArms(arms));

  test('is that of the best, and says who else failed', () => {
    const [base, slow] = [arm('base', { p99Ms: 200 }), arm('slow', { p99Ms: 500 })];
    expect(judged(base, slow)).toEqual({
      verdict: 'pass',
      reasons: ['base is the best of the 2.', 'All of them meet their objectives.'],
    });
    expect(judged(base, slow, arm('bad', { timeouts: 900 }))).toEqual({
      verdict: 'pass',
      reasons: ['base is the best of the 3.', 'bad fails its objectives.'],
    });
    expect(judged(base, arm('bad', { timeouts: 900 }), arm('worst', { timeouts: 4000 })).reasons[1]).toBe(
      'bad, worst fail their objectives.',
    );
  });

  test('is a failure where all fail', () => {
    expect(judged(arm('bad', { timeouts: 900 }), arm('worst', { timeouts: 4000 }))).toEqual({
      verdict: 'fail',
      reasons: ['bad is the best of the 2.', 'But none of them meets its objectives.'],
    });
  });

  test('is open where that of the best is', () => {
    const open = arm('open', {});
    const runs = open.runs.map(run => ({ ...run, verdict: 'inconclusive' as const }));
    expect(judged({ ...open, runs }, arm('slow', { p99Ms: 500 })).verdict).toBe('inconclusive');
  });

  test('names those that cannot be told apart', () => {
    const arms = ['a', 'b', 'c'].map((name, i) => arm(name, { p99Ms: 200 + i }));
    expect(judged(...arms).reasons[0]).toBe('a, b and c are the best of the 3 and cannot be told apart.');
  });
});

test('figures of settings are of all their runs together, their room that of the closest objective', () => {
  const [base] = rankArms([
    { name: 'base', runs: [run('base', { p99Ms: 200 }), run('base', { seed: 2, p99Ms: 400 })] },
  ]);
  expect(base).toEqual({
    ...{ rank: 1, name: 'base', arm: 0, runs: 2, failed: 0, inconclusive: 0, timeouts: 0, errors: 0, worstP99Ms: 300 },
    // 600 and 400 of 800.
    ...{ room: 0.625, against: null },
  });
  const bad = { name: 'bad', runs: [run('bad', { timeouts: 600 }), run('bad', { seed: 2 })] };
  const [entry] = rankArms([bad]);
  expect([entry?.failed, entry?.timeouts, entry?.errors]).toEqual([1, 0.005, 0.005]);
  const unjudged = {
    name: 'none',
    runs: [{ ...run('none', {}), objectives: [], requests: { offered: 5, interrupted: 5, errors: 0 } }],
  };
  expect(rankArms([unjudged])[0]).toMatchObject({ timeouts: 0, errors: 0, worstP99Ms: null, room: null });
});

test('of settings with equal failures and room the order stays as it was given', () => {
  const arms = ['x', 'y', 'z'].map(name => arm(name, {}));
  expect(rankArms(arms).map(({ name, arm: place }) => `${name}${place}`)).toEqual(['x0', 'y1', 'z2']);
});
