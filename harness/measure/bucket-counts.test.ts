import fc from 'fast-check';
import { build, initWebAssemblySync } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { BucketCounts, HIGHEST } from './bucket-counts.ts';

const value = fc.oneof(
  fc.nat(5000),
  fc.nat(2_000_000_000),
  fc.maxSafeNat().map(each => each % 2 ** 52),
);
const values = fc.array(value, { minLength: 1, maxLength: 200 });

function counted(all: readonly number[]): BucketCounts {
  const counts = new BucketCounts();
  for (const each of all) counts.record(each);
  return counts;
}

test('has the buckets of HdrHistogram at three digits', () => {
  initWebAssemblySync();
  fc.assert(
    fc.property(value, one => {
      const theirs = build({
        bitBucketSize: 32,
        autoResize: true,
        useWebAssembly: true,
        numberOfSignificantValueDigits: 3,
      });
      theirs.recordValue(one);
      const upperEnd = theirs.getValueAtPercentile(100);
      theirs.destroy();
      let width = 1;
      while (upperEnd >= width * 2048) width *= 2;
      expect(counted([one]).ranked(0)).toBe(upperEnd - Math.floor(width / 2));
    }),
    { numRuns: 300 },
  );
});

test('ranks what it counts to three digits', () => {
  fc.assert(
    fc.property(values, fc.nat(), (all, pick) => {
      const n = pick % all.length;
      const exact = all.toSorted((a, b) => a - b)[n] as number;
      expect(Math.abs(counted(all).ranked(n) - exact)).toBeLessThanOrEqual(exact / 2048 + 0.5);
    }),
  );
});

test('adding and subtracting gives what recording together and apart would', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const ranks = (counts: BucketCounts) => Array.from({ length: counts.count }, (_, n) => counts.ranked(n));
      const both = counted(a);
      both.add(counted(b));
      expect(ranks(both)).toEqual(ranks(counted([...a, ...b])));
      both.subtract(counted(b));
      expect(ranks(both)).toEqual(ranks(counted(a)));
    }),
  );
});

test('counts the largest number', () => {
  expect(counted([HIGHEST, 3]).ranked(1) / HIGHEST).toBeCloseTo(1, 3);
});

test('is empty once cleared', () => {
  const counts = counted([5, HIGHEST]);
  counts.clear();
  expect(counts.count).toBe(0);
  counts.record(7);
  expect(counts.ranked(0)).toBe(7);
});
