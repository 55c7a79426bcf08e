import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../mock-service/time/distribution.ts';
import { type CanaryMetric, clearlyMore, type GroupSecond, judgeCanary, total } from './canary.ts';
import { testStream } from './test-noise.ts';

interface Group {
  readonly requests?: number;
  readonly latencyMs?: number;
  readonly cpuMs?: number;
  readonly hitRatio?: number;
  readonly errors?: number;
}

/** A minute of a group whose figures scatter by 10 %. */
function group(
  seed: number,
  { requests = 100, latencyMs = 20, cpuMs = 5, hitRatio = 0.8, errors = 0 }: Group,
): GroupSecond[] {
  const stream = testStream(seed, 1);
  const scattered = (value: number): number => value * (1 + 0.1 * normalQuantile(stream.next()));
  return Array.from({ length: 60 }, () => ({
    ended: requests,
    errors,
    durationMs: requests * scattered(latencyMs),
    cpuMs: requests * scattered(cpuMs),
    lookups: requests,
    hits: Math.min(requests, requests * scattered(hitRatio)),
  }));
}

function worse(canary: Group, rest: Group = {}, seed = 1): CanaryMetric[] {
  return judgeCanary(group(2 * seed, canary), group(2 * seed + 1, { requests: 700, ...rest }), 0.001)
    .filter(each => each.worse)
    .map(({ metric }) => metric);
}

describe('a canary', () => {
  test('that does as the rest does is not worse, whatever the seed', () => {
    for (let seed = 1; seed <= 100; seed++) expect(worse({}, {}, seed)).toEqual([]);
  });

  test.each([
    ['latency', { latencyMs: 30 }],
    ['cpu', { cpuMs: 6.5 }],
    ['hit-ratio', { hitRatio: 0.6 }],
    ['errors', { errors: 2 }],
  ] as const)('that is worse in %s is told', (metric, canary) => {
    expect(worse(canary)).toEqual([metric]);
  });

  test('that is better is not worse', () => {
    expect(worse({ latencyMs: 5, cpuMs: 2, hitRatio: 0.95 })).toEqual([]);
  });

  test('with more users than the others is not worse for it', () => {
    expect(worse({ requests: 140 })).toEqual([]);
  });

  test('whose differences are too small to matter is not worse', () => {
    expect(worse({ latencyMs: 4, cpuMs: 1.2 }, { latencyMs: 2, cpuMs: 1 })).toEqual([]);
  });

  test('with failures that the rest has too is not worse', () => {
    expect(worse({ errors: 5 }, { errors: 35 })).toEqual([]);
  });

  test('without requests is not judged', () => {
    expect(judgeCanary([], group(1, {}), 0.001).map(({ worse: is }) => is)).toEqual([false, false, false, false]);
  });
});

const of = (part: number, whole = 1000) => ({ part, whole });

test('more failures are clearly more beyond three standard deviations of counting', () => {
  // Beside 100 among as many: the deviation of the difference is √(100 + n).
  expect([135, 147, 152, 165].map(part => clearlyMore(of(part), of(100), 0))).toEqual([false, false, true, true]);
});

test('more failures are clearly more beyond a quarter more, and beyond their limit', () => {
  expect(clearlyMore(of(124_000, 1e6), of(100_000, 1e6), 0)).toBe(false);
  expect(clearlyMore(of(126_000, 1e6), of(100_000, 1e6), 0)).toBe(true);
  expect(clearlyMore(of(126_000, 1e6), of(100_000, 1e6), 0.126)).toBe(false);
});

test('failures are compared as shares, whatever the numbers of requests', () => {
  expect(clearlyMore(of(400, 2000), of(200, 1000), 0)).toBe(false);
  expect(clearlyMore(of(400, 2000), of(100, 1000), 0)).toBe(true);
});

describe('without noise, a canary is worse', () => {
  const steady = (figures: Partial<GroupSecond>): GroupSecond[] =>
    Array.from({ length: 20 }, () => ({
      ...{ ended: 100, errors: 0, durationMs: 2000, cpuMs: 500, lookups: 100, hits: 80 },
      ...figures,
    }));
  const isWorse = (metric: CanaryMetric, of: (value: number) => Partial<GroupSecond>, canary: number, rest: number) =>
    judgeCanary(steady(of(canary)), steady(of(rest)), 0).find(each => each.metric === metric)?.worse;

  test('from a quarter more latency, and five milliseconds', () => {
    const of = (ms: number) => ({ durationMs: 100 * ms });
    expect([124, 125.1].map(ms => isWorse('latency', of, ms, 100))).toEqual([false, true]);
    expect([14.9, 15].map(ms => isWorse('latency', of, ms, 10))).toEqual([false, true]);
  });

  test('from a tenth more CPU a request, and 0.3 ms', () => {
    const of = (ms: number) => ({ cpuMs: 100 * ms });
    expect([10.9, 11.1].map(ms => isWorse('cpu', of, ms, 10))).toEqual([false, true]);
    expect([1.25, 1.5].map(ms => isWorse('cpu', of, ms, 1))).toEqual([false, true]);
  });

  test('from a twentieth less hits, and two points', () => {
    const of = (hits: number) => ({ hits });
    expect([77, 75].map(hits => isWorse('hit-ratio', of, hits, 80))).toEqual([false, true]);
    expect([18.1, 17.9].map(hits => isWorse('hit-ratio', of, hits, 20))).toEqual([false, true]);
    expect(isWorse('hit-ratio', of, 90, 20)).toBe(false);
  });

  test('in seconds in which it had requests, and its figures are those of all of them', () => {
    const idle = { ended: 0, durationMs: 0, cpuMs: 0, lookups: 0, hits: 0 };
    const canary = [...steady({ durationMs: 4000, cpuMs: 900, hits: 40, errors: 1 }), ...steady(idle)];
    expect(judgeCanary(canary, steady({}), 0)).toEqual([
      { metric: 'errors', canary: 0.01, rest: 0, worse: true },
      { metric: 'latency', canary: 40, rest: 20, worse: true },
      { metric: 'cpu', canary: 9, rest: 5, worse: true },
      { metric: 'hit-ratio', canary: 0.4, rest: 0.8, worse: true },
    ]);
    expect(judgeCanary(steady(idle), steady({}), 0)).toMatchObject(
      [0, 20, 5, 0.8].map(rest => ({ canary: null, rest, worse: false })),
    );
    expect(judgeCanary(steady({}), [], 0)).toMatchObject(Array(4).fill({ rest: null, worse: false }));
  });

  test('by windows of several seconds where there are many', () => {
    // A second in three is slow: of windows of three seconds each has one.
    const slow = Array.from(
      { length: 300 },
      (_, s) => steady({ durationMs: s % 3 === 0 ? 3500 : 2000 })[0] as GroupSecond,
    );
    const [, latency] = judgeCanary(
      slow,
      Array.from({ length: 300 }, () => steady({ durationMs: 1900 })[0] as GroupSecond),
      0,
    );
    expect(latency).toMatchObject({ canary: 25, rest: 19, worse: true });
  });
});

test('what instances did in a second is added up', () => {
  const one = { ended: 1, errors: 2, durationMs: 3, cpuMs: 4, lookups: 5, hits: 6 };
  expect(total([one, one])).toEqual({ ended: 2, errors: 4, durationMs: 6, cpuMs: 8, lookups: 10, hits: 12 });
  expect(total([])).toEqual({ ended: 0, errors: 0, durationMs: 0, cpuMs: 0, lookups: 0, hits: 0 });
});
