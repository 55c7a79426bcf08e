// One file although it is long: every verdict of a comparison is told from the same few made-up runs.

import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../mock-service/time/distribution.ts';
import { type ComparedRun, incomparable, type RunPair } from './compared-run.ts';
import { compareRuns, seedsWanted } from './comparison.ts';
import type { MetricDifference } from './metric-difference.ts';
import { CHOSEN_SEEDS, FIRST_SEEDS, givenSeeds, MOST_SEEDS } from './sampling.ts';
import { testStream } from './test-noise.ts';

interface TestRun extends Partial<ComparedRun> {
  readonly ttl?: string;
  /** Mean p99, ms, and CPU share near the highest load. */
  readonly p99Ms?: number;
  readonly cpu?: number;
  readonly hitRatio?: number;
  readonly timeoutCount?: number;
  readonly noise?: number;
  readonly seconds?: number;
}

/** A run of 60 s whose load goes up for 20 s; its figures scatter by `noise`. */
function run({
  ttl = '300s',
  p99Ms = 100,
  cpu = 0.7,
  hitRatio = 0.8,
  timeoutCount = 0,
  ...rest
}: TestRun): ComparedRun {
  const { noise = 0, seconds = 60, ...record } = rest;
  const stream = testStream(rest.seed ?? 1, Math.round(noise * 1000) + (ttl === '300s' ? 1 : 2));
  const scattered = (value: number) => value * (1 + noise * normalQuantile(stream.next()));
  const column = (of: (ramp: number) => number) =>
    Array.from({ length: seconds }, (_, s) => of(Math.min(1, (s + 1) / 20)));
  return {
    verdict: timeoutCount > 0 ? 'fail' : 'pass',
    reasons: [timeoutCount > 0 ? `${timeoutCount} requests timed out.` : 'All objectives hold.'],
    clock: 'virtual',
    seed: 1,
    arrivals: 'poisson',
    durationS: seconds,
    script: { name: 'peak', fingerprint: 'aaaaaaaaaaaaaaaa' },
    topology: { name: 'eu', fingerprint: 'bbbbbbbbbbbbbbbb', users: 1000 },
    cacheSettings: { name: ttl === '300s' ? 'baseline' : 'changed', fingerprint: ttl, values: { ttl, policy: 'lru' } },
    objectives: [
      { name: 'timeouts', limit: 0, value: 0, margin: 0, status: 'ok', note: null },
      { name: 'errors', limit: 0.001, value: 0, margin: 0.001, status: 'ok', note: null },
      { name: 'p99', limit: 800, value: p99Ms, margin: 800 - p99Ms, status: 'ok', note: null },
    ],
    timeouts: { count: timeoutCount },
    requests: { offered: 50_000, interrupted: 0, errors: timeoutCount },
    generator: { lagMs: { p99: 2 } },
    pools: { primary: {} },
    knobs: { ttl: 100, policy: 0, entrySize: 500 },
    cause: timeoutCount > 0 ? { sentence: 'The CPU of primary was full first.' } : null,
    series: {
      intervalS: 1,
      columns: {
        planned: column(ramp => 1000 * ramp),
        offered: column(ramp => 1000 * ramp),
        timeouts: column(ramp => (ramp === 1 ? timeoutCount / 41 : 0)),
        errors: column(ramp => (ramp === 1 ? timeoutCount / 41 : 0)),
        p50Ms: column(() => scattered(10)),
        p99Ms: column(() => scattered(p99Ms)),
        'primary.cpu': column(ramp => scattered(cpu * ramp)),
        'primary.hitRatio': column(() => scattered(hitRatio)),
        'primary.memory': column(() => scattered(0.4)),
        'primary.offered': column(ramp => scattered(1000 * ramp)),
      },
    },
    ...record,
  };
}

/** A pair of each seed from 1 on. */
function pairsOf(
  seeds: number,
  candidate: TestRun | ((seed: number) => TestRun),
  baseline: typeof candidate = {},
): RunPair[] {
  const of = (arm: typeof candidate, seed: number): TestRun => (typeof arm === 'function' ? arm(seed) : arm);
  return Array.from({ length: seeds }, (_, i) => ({
    baseline: run({ seed: i + 1, noise: 0.02, ...of(baseline, i + 1) }),
    candidate: run({ seed: i + 1, noise: 0.02, ttl: '1s', ...of(candidate, i + 1) }),
  }));
}

function compare(
  candidate: TestRun | ((seed: number) => TestRun),
  baseline: typeof candidate = {},
  seeds = FIRST_SEEDS,
) {
  return compareRuns(pairsOf(seeds, candidate, baseline), givenSeeds(seeds));
}

function onePair(candidate: TestRun, baseline: TestRun = {}) {
  return compareRuns([{ baseline: run(baseline), candidate: run({ ttl: '1s', ...candidate }) }], givenSeeds(1));
}

function metric(differences: readonly MetricDifference[], name: string): MetricDifference {
  return differences.find(each => each.metric === name)!;
}

describe('safe', () => {
  test('if nothing got worse', () => {
    expect(compare({})).toMatchObject({
      verdict: 'safe',
      reasons: [
        'changed meets its objectives as baseline does, and neither failures, latency, CPU nor hit ratio got worse.',
        '0 of 8 seeds fail: at most 31.2% of all would (95%).',
      ],
    });
  });

  test('if it got better', () => {
    const { verdict, differences } = compare({ cpu: 0.4, p99Ms: 50 });
    expect(verdict).toBe('safe');
    expect(metric(differences, 'primary.cpu')).toMatchObject({ significant: true, change: expect.closeTo(-0.3, 1) });
  });

  test('if only the baseline fails', () => {
    expect(compare({}, { timeoutCount: 100 }).reasons[0]).toBe(
      'changed meets its objectives, which baseline does not, and nothing got worse.',
    );
  });

  test('in 198 of 200 comparisons, if the settings act alike and only chance differs, whatever is starred', () => {
    let [safe, starred] = [0, 0];
    for (let i = 0; i < 200; i++) {
      const noise = (seed: number): TestRun => ({ seed: 100 * i + seed, noise: 0.08 });
      const { verdict, differences } = compareRuns(pairsOf(FIRST_SEEDS, noise, noise), CHOSEN_SEEDS);
      if (verdict === 'safe') safe++;
      if (differences.some(({ significant }) => significant)) starred++;
    }
    expect(safe).toBeGreaterThanOrEqual(198);
    expect(starred).toBeLessThanOrEqual(10);
  });
});

describe('worse', () => {
  test('if the candidate fails where the baseline passes', () => {
    expect(compare({ timeoutCount: 900 })).toMatchObject({
      verdict: 'worse',
      reasons: expect.arrayContaining([
        'changed fails where baseline passes in 8 of 8 seeds. Seed 1: 900 requests timed out.',
        'The CPU of primary was full first.',
        'What differs is ttl: 300s → 1s.',
      ]),
    });
  });

  test('and what differs is said once, if the cause says it', () => {
    const because = (from: string): readonly string[] => {
      const differences = [{ knob: 'ttl', from, to: '1s' }];
      const values = { ttl: '1s', policy: 'lru' };
      const cacheSettings = { name: 'changed', fingerprint: '1s', values, differences };
      return compare({ timeoutCount: 900, cacheSettings }).reasons;
    };
    expect(because('300s')).not.toContain('What differs is ttl: 300s → 1s.');
    expect(because('60s')).toContain('What differs is ttl: 300s → 1s.');
  });

  test('if both fail, but the candidate clearly more', () => {
    const timeouts =
      (mean: number) =>
      (seed: number): TestRun => ({ timeoutCount: mean + ((seed * mean) % 31) });
    expect(compare(timeouts(900), timeouts(300)).verdict).toBe('worse');
  });

  test.each([
    ['p99', { p99Ms: 200 }, /^Response time p99 went from 100 ms to 200 ms: \+101 ms \(\+100 to \+101\)\.$/],
    ['CPU', { cpu: 0.9 }, /^CPU of primary went from 69.4% to 89.5%: \+20.1 points/],
    ['hit ratio', { hitRatio: 0.6 }, /^Hit ratio of primary went from 80.1% to 60%: -20.1 points/],
  ])('if %s got worse though every objective holds', (_, candidate, sentence) => {
    const { verdict, reasons } = compare(candidate);
    expect(verdict).toBe('worse');
    expect(reasons[0]).toMatch(sentence);
  });

  test('is found through noise in every comparison', () => {
    for (let i = 0; i < 100; i++) {
      const of =
        (cpu: number) =>
        (seed: number): TestRun => ({ seed: 100 * i + seed, noise: 0.08, cpu });
      expect(compareRuns(pairsOf(FIRST_SEEDS, of(0.9), of(0.7)), CHOSEN_SEEDS).verdict).toBe('worse');
    }
  });

  test('by what is more than let pass, not by what is more than chance', () => {
    const slightly = compare({ cpu: 0.72 });
    expect(metric(slightly.differences, 'primary.cpu')).toMatchObject({ significant: true });
    expect(slightly.verdict).toBe('safe');
  });

  test('over seeds, if it fails in more of them than chance explains', () => {
    const failing = (candidateFails: number, baselineFails: number) =>
      compare(
        seed => ({ timeoutCount: seed <= candidateFails ? 2 : 0 }),
        seed => ({ timeoutCount: seed > 20 - baselineFails ? 2 : 0 }),
        20,
      );
    expect(failing(12, 1)).toMatchObject({
      verdict: 'worse',
      reasons: expect.arrayContaining([expect.stringContaining('in 12 of 20 seeds. Seed 1:')]),
    });
    expect(failing(3, 2)).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        'changed fails in 3 of 20 seeds, baseline in 2; in 3 it fails alone, in 2 the other does: no more than chance explains, but that ' +
          'does not make it safe. 2 requests timed out.',
        expect.stringContaining('Timeouts'),
      ],
    });
  });
});

describe('one pair of drills', () => {
  test('has no interval and no star, and says that it is one', () => {
    const { verdict, reasons, differences } = onePair({ clock: 'live', noise: 0.02 }, { clock: 'live', noise: 0.03 });
    expect(differences.map(({ interval, significant }) => [interval, significant])).toEqual(
      differences.map(() => [null, false]),
    );
    expect(verdict).toBe('safe');
    expect(reasons.at(-1)).toBe(
      'This is one pair of drills, one after the other: their order and the machine may be behind a change as well as the settings, so ' +
        'changes have no interval (--repeat 5 gives them one, and --virtual in seconds). It is safe as far as one pair can tell.',
    );
  });

  test('is worse if the candidate fails alone, even by a single timeout', () => {
    expect(onePair({ timeoutCount: 1 })).toMatchObject({
      verdict: 'worse',
      reasons: [
        'changed fails where baseline passes: 1 requests timed out.',
        'The CPU of primary was full first.',
        'What differs is ttl: 300s → 1s.',
        expect.stringMatching(/^This is one seed: chance may be behind/),
      ],
    });
  });

  test('cannot tell a change beyond what is let pass from chance', () => {
    const { verdict, reasons } = onePair({ cpu: 0.9 });
    expect(verdict).toBe('inconclusive');
    expect(reasons[0]).toMatch(
      /^CPU of primary went from .*, where \+6\.9 points is let pass; one pair of drills cannot tell/,
    );
  });

  test('says nothing where both fail', () => {
    expect(onePair({ timeoutCount: 310 }, { timeoutCount: 300 })).toMatchObject({
      verdict: 'inconclusive',
      reasons: expect.arrayContaining([
        'Both fail their objectives: changed is no worse than baseline, but that does not make it safe. 310 requests timed out.',
      ]),
    });
  });
});

describe('inconclusive', () => {
  test('if no knob that differs ever acted', () => {
    const idle = { knobs: { ttl: 0, policy: 0 } };
    expect(compare({ ...idle, timeoutCount: 5 }, idle)).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        'ttl is all that differs and never did anything in 60 s, in either arm: this drill says nothing about it. ' +
          'A drill in which ttl acts enough: headroom compare scenarios/settled-failover.ts A.yaml B.yaml --virtual -e SETTLE=10m',
      ],
    });
  });

  test('if a knob that differs acted too little for its effect to show, though others did', () => {
    const cacheSettings = { name: 'changed', fingerprint: 'x', values: { ttl: '1s', policy: 'fifo' } };
    expect(compare({ cacheSettings })).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        expect.stringMatching(
          /^Nothing got worse, but policy acted 0 times with the one and 0 with the other: .* does not make it safe\. A drill in which policy acts enough: headroom compare .* --set capacity=1000 -e SETTLE=10m$/,
        ),
      ],
    });
    const seldom = { knobs: { ttl: 70, policy: 0, entrySize: 30_000 } };
    expect(compare(seldom, seldom)).toMatchObject({ verdict: 'inconclusive' });
    expect(compare({ ...seldom, cpu: 0.9 }, seldom)).toMatchObject({ verdict: 'worse' });
  });

  test('if a metric may have got worse by more than is let pass, and may not', () => {
    const { verdict, reasons } = compare(seed => ({ p99Ms: seed % 2 === 0 ? 150 : 80 }));
    expect(verdict).toBe('inconclusive');
    expect(reasons[0]).toMatch(
      /^Response time p99 went from 100 ms to 115 ms: .*, where \+25 ms is let pass; 8 seeds do not settle it\.$/,
    );
  });

  test('if both fail alike', () => {
    const timeouts =
      (mean: number) =>
      (seed: number): TestRun => ({ timeoutCount: mean + 10 * (seed % 3) });
    const { verdict, reasons } = compare(timeouts(302), timeouts(300));
    expect(verdict).toBe('inconclusive');
    expect(reasons[0]).toBe(
      'changed fails in 8 of 8 seeds, baseline in 8; in the same: no more than chance explains, but that does not make it safe. ' +
        '312 requests timed out.',
    );
  });

  test('if an arm is itself inconclusive', () => {
    expect(compare({ verdict: 'inconclusive', reasons: ['Iterations started late.'] })).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['The drill with changed is itself inconclusive: Iterations started late.'],
    });
  });

  test('if there is too little near the highest load to compare', () => {
    const pools = { pools: {}, seconds: 1 };
    expect(compare(pools, pools)).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        'The drill is too short to compare latency, CPU or hit ratio: it takes five seconds near the highest load.',
      ],
    });
  });

  test('if the settings are the same, whatever differs', () => {
    expect(compare({ ttl: '300s', cpu: 0.9 })).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        'The settings do not differ, so this is chance, or the machine:',
        expect.stringMatching(/^CPU of primary went from/),
      ],
    });
  });
});

describe('how many seeds it takes', () => {
  const wanted = (candidate: TestRun | ((seed: number) => TestRun), baseline: typeof candidate = {}): number =>
    seedsWanted(pairsOf(FIRST_SEEDS, candidate, baseline));

  test('the first look, where every interval is narrow or something is surely worse', () => {
    expect(wanted({})).toBe(FIRST_SEEDS);
    expect(wanted({ timeoutCount: 900 })).toBe(FIRST_SEEDS);
    expect(wanted(seed => ({ p99Ms: 400 + 20 * seed }))).toBe(FIRST_SEEDS);
  });

  test('as many as make an interval a third of what is let pass', () => {
    // Changes of 15 ± 15: s = 16.04, t(7) = 2.517 at 96 %, and 25 / 3 to either side.
    const seeds = wanted(seed => ({ p99Ms: 115 + (seed % 2 === 0 ? 15 : -15), noise: 0.0001 }), { noise: 0.0001 });
    expect(seeds).toBe(Math.ceil(((2.517 * 16.04 * 3) / 25) ** 2));
  });

  test('all there are, where some fail and some do not', () => {
    expect(wanted(seed => ({ timeoutCount: seed === 3 ? 2 : 0 }))).toBe(MOST_SEEDS);
  });

  test('no more where more would say nothing', () => {
    const idle = { knobs: { ttl: 0 } };
    const split = (seed: number): TestRun => ({ timeoutCount: seed === 3 ? 2 : 0, ...idle });
    expect(wanted(split, idle)).toBe(FIRST_SEEDS);
    expect(wanted({ verdict: 'inconclusive' })).toBe(FIRST_SEEDS);
  });
});

test('a small change of a small figure is let pass', () => {
  expect(metric(compare({ p99Ms: 8 }, { p99Ms: 4 }).differences, 'p99Ms')).toMatchObject({ tolerance: 5 });
  expect(compare({ p99Ms: 8 }, { p99Ms: 4 }).verdict).toBe('safe');
});

test('each difference has its interval, and none that is starred has 0 in it', () => {
  for (const cpu of [0.69, 0.7, 0.705, 0.71, 0.72, 0.9]) {
    const { differences } = compare({ cpu });
    for (const { change, interval, halfWidth, significant } of differences) {
      if (interval === null) continue;
      expect((interval[0] + interval[1]) / 2).toBeCloseTo(change as number, 9);
      expect((interval[1] - interval[0]) / 2).toBeCloseTo(halfWidth as number, 9);
      if (significant) expect(interval[0] > 0 || interval[1] < 0).toBe(true);
    }
  }
});

test('shares are of the requests that ended, in table and interval alike', () => {
  const requests = { offered: 50_000, interrupted: 10_000, errors: 400 };
  const { differences } = compare(seed => ({ requests: { ...requests, errors: 400 + seed } }), {});
  const errors = metric(differences, 'errors');
  expect(errors.candidate).toBeCloseTo(404.5 / 40_000, 9);
  const [low, high] = errors.interval as [number, number];
  expect((low + high) / 2).toBeCloseTo(404.5 / 40_000, 9);
});

test('runs that differ in more than their settings are not comparable', () => {
  const other = run({
    ttl: '1s',
    seed: 2,
    clock: 'live',
    topology: { name: 'us', fingerprint: 'cccccccccccccccc', users: 1000 },
  });
  expect(incomparable({ baseline: run({}), candidate: run({ ttl: '1s' }) })).toEqual([]);
  expect(incomparable({ baseline: run({}), candidate: other })).toMatchInlineSnapshot(`
    [
      "the topologies differ (eu bbbbbbbb and us cccccccc): what differs then is not the cache settings alone",
      "the clocks differ (virtual and live): what differs then is not the cache settings alone",
      "the seeds differ (1 and 2): what differs then is not the cache settings alone",
    ]
  `);
});

describe('live, on a machine with other load', () => {
  const late = (lateSeconds: number) => ({
    lagMs: { p99: 2 },
    lateness: { worstMs: 640, process: 'proxy', seconds: 60, lateSeconds, timeouts: 0, errors: 0 },
  });
  const lagging = { lagMs: { p99: 300 } };
  const live = (baseline: TestRun, candidate: TestRun) =>
    compareRuns(
      [{ baseline: run({ clock: 'live', ...baseline }), candidate: run({ clock: 'live', ...candidate }) }],
      givenSeeds(1),
    );

  test.each([
    ['iterations started late in one arm', {}, lagging],
    ['iterations started late in the other', lagging, {}],
    ['a process was late in more than a tenth of the seconds', {}, late(7)],
  ])('nothing is held against the settings where %s', (_, a, b) => {
    const generator = (given: object) => ({ generator: { lagMs: { p99: 2 }, ...given } });
    const failing = live(generator(a), { ttl: '1s', timeoutCount: 2000, p99Ms: 500, cpu: 0.95, ...generator(b) });
    expect(failing.verdict).toBe('inconclusive');
    expect(failing.reasons[0]).toMatch(/^The machine did not keep up in the drill with /);
    expect(failing.reasons).toContain('What differs may be its doing:');
    expect(live(generator(a), { ttl: '60s', ...generator(b) }).verdict).toBe('inconclusive');
  });

  test('what is worse is worse where it kept up', () => {
    const generator = late(6);
    expect(live({ generator }, { ttl: '1s', timeoutCount: 2000, generator }).verdict).toBe('worse');
  });

  test('a copy is never worse: what differs is told as the noise of the machine', () => {
    const { verdict, reasons } = live({}, { timeoutCount: 40, p99Ms: 350, cpu: 0.9 });
    expect(verdict).toBe('inconclusive');
    expect(reasons).toContainEqual(expect.stringMatching(/^So much is this machine's noise: .*±250 ms in .*p99/));
  });
});

describe('classes of requests', () => {
  const none = { refused: 0, timeouts: 0, unexpected: 0, interrupted: 0 };
  /** A tenth of the requests are prefetches, of which a share fails; of the users' a hundredth. */
  const classesOf = (prefetchErrors: number, limit: number | null): ComparedRun['classes'] => [
    { ...none, name: 'user', offered: 45_000, good: 44_955, errors: 45, objectives: [] },
    {
      ...{ ...none, name: 'prefetch', offered: 5000, good: 5000 * (1 - prefetchErrors), errors: 5000 * prefetchErrors },
      objectives: limit === null ? [] : [{ name: 'errors', limit, value: prefetchErrors, status: 'ok' }],
    },
  ];
  const compared = (limit: number | null) =>
    compareRuns(
      Array.from({ length: 10 }, (_, i) => ({
        baseline: run({ seed: i + 1, classes: classesOf(0.01 + i / 10_000, limit) }),
        candidate: run({ seed: i + 1, ttl: '5s', classes: classesOf(0.3 + i / 5000, limit) }),
      })),
      givenSeeds(10),
    );

  test('each has rows, and one with an objective makes the candidate worse', () => {
    const { verdict, reasons, differences } = compared(0.05);
    expect(verdict).toBe('worse');
    expect(reasons[0]).toContain('Errors of class prefetch');
    const metrics = differences.map(({ metric }) => metric).filter(metric => metric.startsWith('class '));
    expect(metrics).toEqual(['user', 'prefetch'].flatMap(name => [`class ${name}.timeouts`, `class ${name}.errors`]));
  });

  test('without one they are shown and not judged', () => {
    const { verdict, differences } = compared(null);
    expect(verdict).toBe('safe');
    const row = differences.find(({ metric }) => metric === 'class prefetch.errors');
    expect([row?.baseline, row?.candidate, row?.significant]).toEqual([
      expect.closeTo(0.01045, 8),
      expect.closeTo(0.3009, 8),
      true,
    ]);
  });
});
