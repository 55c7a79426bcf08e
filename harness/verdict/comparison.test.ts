import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../mock-service/time/distribution.ts';
import { type ComparedRun, incomparable } from './compared-run.ts';
import { compareRuns } from './comparison.ts';
import type { MetricDifference } from './metric-difference.ts';
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
    topology: { name: 'eu', fingerprint: 'bbbbbbbbbbbbbbbb' },
    cacheSettings: { name: ttl === '300s' ? 'baseline' : 'changed', fingerprint: ttl, values: { ttl, policy: 'lru' } },
    objectives: [
      { name: 'timeouts', limit: 0, value: 0, margin: 0, status: 'ok', note: null },
      { name: 'p99', limit: 800, value: p99Ms, margin: 800 - p99Ms, status: 'ok', note: null },
    ],
    timeouts: { count: timeoutCount },
    requests: { offered: 50_000, interrupted: 0, errors: timeoutCount },
    pools: { primary: {} },
    knobs: { ttl: 100, policy: 0 },
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

function compare(candidate: TestRun, baseline: TestRun = {}) {
  return compareRuns([{ baseline: run(baseline), candidate: run({ ttl: '1s', ...candidate }) }], testStream(1, 9));
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
      ],
    });
  });

  test('if it got better', () => {
    const { verdict, differences } = compare({ cpu: 0.4, p99Ms: 50 });
    expect(verdict).toBe('safe');
    expect(metric(differences, 'primary.cpu')).toMatchObject({ significant: true, change: expect.closeTo(-0.3, 1) });
  });

  test('if only the baseline fails', () => {
    expect(compare({}, { timeoutCount: 100 }).reasons).toEqual([
      'changed meets its objectives, which baseline does not, and nothing got worse.',
    ]);
  });

  test('with a caution about knobs that never acted', () => {
    const settings = { name: 'changed', fingerprint: 'x', values: { ttl: '1s', policy: 'fifo' } };
    expect(compare({ cacheSettings: settings }).reasons[1]).toBe(
      'But policy never did anything: this drill says nothing about it.',
    );
  });

  test('in at least 95 of 100 seeds, if the settings act alike and only chance differs', () => {
    let safe = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const pair = { baseline: run({ seed, noise: 0.08 }), candidate: run({ seed, noise: 0.08, ttl: '1s' }) };
      if (compareRuns([pair], testStream(seed, 9)).verdict === 'safe') safe++;
    }
    expect(safe).toBeGreaterThanOrEqual(95);
  });
});

describe('worse', () => {
  test('if the candidate fails where the baseline passes', () => {
    expect(compare({ timeoutCount: 900 })).toMatchObject({
      verdict: 'worse',
      reasons: expect.arrayContaining([
        'changed fails where baseline passes: 900 requests timed out.',
        'The CPU of primary was full first.',
        'What differs is ttl: 300s → 1s.',
      ]),
    });
  });

  test('even by a single timeout', () => {
    expect(compare({ timeoutCount: 1 }).verdict).toBe('worse');
  });

  test('if both fail, but the candidate clearly more', () => {
    expect(compare({ timeoutCount: 900 }, { timeoutCount: 300 }).verdict).toBe('worse');
  });

  test.each([
    ['p99', { p99Ms: 200 }, 'Response time p99 went from 100 ms to 200 ms'],
    ['CPU', { cpu: 0.9 }, 'CPU of primary went from'],
    ['hit ratio', { hitRatio: 0.6 }, 'Hit ratio of primary went from 80% to 60%'],
  ])('if %s got worse though every objective holds', (_, candidate, sentence) => {
    const { verdict, reasons } = compare(candidate);
    expect(verdict).toBe('worse');
    expect(reasons[0]).toContain(sentence);
  });

  test('is found through noise in every seed', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const pair = { baseline: run({ seed, noise: 0.08 }), candidate: run({ seed, noise: 0.08, ttl: '1s', cpu: 0.9 }) };
      expect(compareRuns([pair], testStream(seed, 9)).verdict).toBe('worse');
    }
  });

  test('over seeds, if it fails in more of them than chance explains', () => {
    const pairs = (candidateFails: number, baselineFails: number) =>
      Array.from({ length: 20 }, (_, i) => ({
        baseline: run({ timeoutCount: i >= 20 - baselineFails ? 2 : 0 }),
        candidate: run({ ttl: '1s', timeoutCount: i < candidateFails ? 2 : 0 }),
      }));
    expect(compareRuns(pairs(9, 1), testStream(1, 9))).toMatchObject({
      verdict: 'worse',
      reasons: expect.arrayContaining([expect.stringContaining('in 9 of 20 seeds')]),
    });
    expect(compareRuns(pairs(3, 2), testStream(1, 9)).verdict).toBe('safe');
  });
});

describe('inconclusive', () => {
  test('if no knob that differs ever acted', () => {
    const idle = { knobs: { ttl: 0, policy: 0 } };
    expect(compare({ ...idle, timeoutCount: 5 }, idle)).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        'ttl is all that differs and never did anything in 60 s, in either arm: this drill says nothing about it. ' +
          'Run a longer one, with --virtual, in which it acts.',
      ],
    });
  });

  test('if both fail alike', () => {
    const { verdict, reasons } = compare({ timeoutCount: 310 }, { timeoutCount: 300 });
    expect(verdict).toBe('inconclusive');
    expect(reasons[0]).toBe(
      'Both fail their objectives: changed is no worse than baseline, but that does not make it safe. 310 requests timed out.',
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
});

test('a small change of a small figure is none', () => {
  expect(metric(compare({ p99Ms: 8 }, { p99Ms: 4 }).differences, 'p99Ms').significant).toBe(false);
});

test('each difference has its interval', () => {
  const { differences } = compare({ cpu: 0.9, noise: 0.05 }, { noise: 0.05 });
  const { change, interval } = metric(differences, 'primary.cpu');
  expect(interval![0]).toBeLessThan(change!);
  expect(interval![1]).toBeGreaterThan(change!);
  expect(interval![1] - interval![0]).toBeLessThan(0.1);
});

test('runs that differ in more than their settings are not comparable', () => {
  const other = run({ ttl: '1s', seed: 2, clock: 'live', topology: { name: 'us', fingerprint: 'cccccccccccccccc' } });
  expect(incomparable({ baseline: run({}), candidate: run({ ttl: '1s' }) })).toEqual([]);
  expect(incomparable({ baseline: run({}), candidate: other })).toMatchInlineSnapshot(`
    [
      "the topologies differ (eu bbbbbbbb and us cccccccc): what differs then is not the cache settings alone",
      "the clocks differ (virtual and live): what differs then is not the cache settings alone",
      "the seeds differ (1 and 2): what differs then is not the cache settings alone",
    ]
  `);
});
