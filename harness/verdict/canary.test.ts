import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../mock-service/time/distribution.ts';
import { type CanaryMetric, clearlyMore, type GroupSecond, judgeCanary } from './canary.ts';
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
