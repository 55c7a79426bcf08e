import fc from 'fast-check';
import { median, wilcoxonRankSum } from 'simple-statistics';
import { expect, test } from 'vitest';
import { mannWhitneyP, mannWhitneyU, shift } from './mann-whitney.ts';
import { testStream } from './test-noise.ts';

const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 });

test("Kayenta's own case: U and the exact p-value", () => {
  const experiment = [20, 22, 21, 25, 30];
  const control = [1, 2.2, 1.1, 2.5, 3];
  expect(mannWhitneyU(experiment, control)).toBe(25);
  expect(mannWhitneyP(experiment, control)).toBeCloseTo(0.00794, 5);
});

test("U agrees with simple-statistics' rank sum", () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      expect(mannWhitneyU(a, b) + (a.length * (a.length + 1)) / 2).toBeCloseTo(wilcoxonRankSum(a, b), 9);
    }),
  );
});

test('U counts pairs: the two sides add up to all pairs', () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      expect(mannWhitneyU(a, b) + mannWhitneyU(b, a)).toBe(a.length * b.length);
    }),
  );
});

test('the exact p-value is what counting all arrangements gives', () => {
  const a = [1, 5, 6, 9];
  const b = [2, 3, 8];
  const all = [...a, ...b].sort((x, y) => x - y);
  const distance = Math.abs(mannWhitneyU(a, b) - 6);
  let [extreme, total] = [0, 0];
  for (let mask = 0; mask < 128; mask++) {
    const mine = all.filter((_, i) => mask & (1 << i));
    if (mine.length !== 4) continue;
    total++;
    const others = all.filter((_, i) => !(mask & (1 << i)));
    if (Math.abs(mannWhitneyU(mine, others) - 6) >= distance) extreme++;
  }
  expect(mannWhitneyP(a, b)).toBeCloseTo(extreme / total, 12);
});

test('the approximation, which ties call for, is near the exact value', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const stream = testStream(seed, 3);
    const a = Array.from({ length: 50 }, () => stream.next() + 0.1);
    const b = Array.from({ length: 50 }, () => stream.next());
    const exact = mannWhitneyP([...a.slice(1), a[1]! + 1e-12], b);
    const approximate = mannWhitneyP([...a.slice(1), a[1]!], b);
    expect(approximate).toBeCloseTo(exact, 2);
  }
});

test('equal samples are not told apart', () => {
  expect(mannWhitneyP([3, 3, 3, 3, 3], [3, 3, 3, 3, 3])).toBe(1);
  expect(mannWhitneyP([], [1])).toBe(1);
});

test('the shift is the median of all differences, and lies in its interval', () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const found = shift(a, b, 0.9);
      expect(found.estimate).toBeCloseTo(median(a.flatMap(x => b.map(y => x - y))), 9);
      expect(found.low).toBeLessThanOrEqual(found.estimate);
      expect(found.high).toBeGreaterThanOrEqual(found.estimate);
    }),
  );
});

test('the interval at 98 % takes five values a sample', () => {
  const five = shift([11, 12, 13, 14, 15], [1, 2, 3, 4, 5.5], 0.98);
  expect(five.low).toBeGreaterThan(0);
  expect(shift([11, 12, 13, 14], [1, 2, 3, 4.5], 0.98).low).toBe(Number.NEGATIVE_INFINITY);
});

test('the interval covers the true shift as often as it says', () => {
  let covered = 0;
  const seeds = 400;
  for (let seed = 1; seed <= seeds; seed++) {
    const stream = testStream(seed, 4);
    const a = Array.from({ length: 12 }, () => -Math.log(stream.next()) + 1);
    const b = Array.from({ length: 9 }, () => -Math.log(stream.next()));
    const { low, high } = shift(a, b, 0.9);
    if (low <= 1 && high >= 1) covered++;
  }
  expect(covered / seeds).toBeGreaterThan(0.87);
  expect(covered / seeds).toBeLessThan(0.96);
});
