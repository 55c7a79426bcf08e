import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../mock-service/time/random.ts';
import { exponential, readPopularity, sessionsPerMinute, userSampler, zipfSampler } from './traffic.ts';

const random = (key: number) => {
  const stream = new RandomStream(key);
  return () => stream.next();
};

describe('Zipf’s law', () => {
  /** χ² of 40 000 draws against the law, the ranks from 30 on taken together. */
  function chiSquare(size: number, exponent: number, key: number): number {
    const draws = 40_000;
    const cells = Math.min(size, 30);
    const weight = (rank: number) => Math.exp(-exponent * Math.log(rank));
    const expected = new Float64Array(cells);
    for (let rank = 1; rank <= size; rank++) expected[Math.min(rank, cells) - 1]! += weight(rank);
    const total = expected.reduce((sum, each) => sum + each);
    const seen = new Float64Array(cells);
    const sample = zipfSampler(size, exponent);
    const next = random(key);
    for (let i = 0; i < draws; i++) seen[Math.min(sample(next), cells) - 1]! += 1;
    return seen.reduce((sum, count, cell) => {
      const mean = (draws * expected[cell]!) / total;
      return sum + ((count - mean) * (count - mean)) / mean;
    }, 0);
  }

  test.each([
    [1000, 1],
    [20_000, 1],
    [1000, 0.8],
    [1000, 1.5],
    [50, 3],
    [100_000, 0.2],
    [30, 1.0000001],
  ])('%d ranks come as often as they should at exponent %d', (size, exponent) => {
    // 29 degrees of freedom: above 58.3 with probability 0.001.
    expect(chiSquare(size, exponent, 7)).toBeLessThan(58.3);
  });

  test('another exponent is told apart by the same test', () => {
    const sample = zipfSampler(1000, 1.1);
    const next = random(7);
    let first = 0;
    for (let i = 0; i < 40_000; i++) if (sample(next) === 1) first++;
    // At exponent 1 the first rank has 1/H(1000) = 0.13359 of the draws, σ = 68.
    expect(Math.abs(first - 40_000 * 0.13359)).toBeGreaterThan(4 * 68);
  });

  test.each([[1], [2], [3]])('of %d ranks none is outside', size => {
    const sample = zipfSampler(size, 1);
    const next = random(1);
    const seen = new Set(Array.from({ length: 1000 }, () => sample(next)));
    expect([...seen].sort()).toEqual(Array.from({ length: size }, (_, index) => index + 1));
  });

  test('the ends of the uniform numbers give ranks too', () => {
    for (const exponent of [0.5, 1, 2])
      for (const u of [0, 1 - 2 ** -53]) {
        const rank = zipfSampler(20_000, exponent)(() => u);
        expect(rank).toBeGreaterThanOrEqual(1);
        expect(rank).toBeLessThanOrEqual(20_000);
      }
  });
});

test('uniform users are all of them, from 0 to the last', () => {
  const pick = userSampler(5, 'uniform');
  const next = random(3);
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) counts[pick(next)]!++;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4 * 40);
  expect(pick(() => 0)).toBe(0);
  expect(pick(() => 1 - 2 ** -53)).toBe(4);
});

test('user 0 is the most popular one', () => {
  expect(userSampler(1000, { zipf: 1 })(() => 1 - 2 ** -53)).toBe(0);
});

test('popularity is read as a drill gives it', () => {
  expect(readPopularity('uniform')).toBe('uniform');
  expect(readPopularity('zipf:1.0')).toEqual({ zipf: 1 });
  for (const wrong of ['zipf', 'zipf:', 'zipf:0', 'zipf:x', ''])
    expect(() => readPopularity(wrong)).toThrow('POPULARITY is uniform or zipf:<exponent>');
});

test('exponential durations have their mean, and none is infinite', () => {
  const next = random(5);
  let sum = 0;
  for (let i = 0; i < 40_000; i++) sum += exponential(3, next);
  expect(Math.abs(sum / 40_000 - 3)).toBeLessThan((4 * 3) / 200);
  expect(exponential(3, () => 0)).toBeCloseTo(0, 12);
  expect(exponential(3, () => 1 - 2 ** -53)).toBeLessThan(3 * 37);
});

test('sessions a minute', () => {
  expect(sessionsPerMinute(1000, 9.15)).toBe(6557);
  expect(sessionsPerMinute(0.01, 9.15)).toBe(1);
});
