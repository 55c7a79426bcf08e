import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatencyCounts } from './latency-counts.ts';

const latencies = fc.array(fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 2_000_000_000 })), {
  minLength: 1,
  maxLength: 300,
});

function counted(us: readonly number[]): LatencyCounts {
  const counts = new LatencyCounts();
  for (const each of us) counts.record(each / 1000);
  return counts;
}

test('is within 0.05 % of the exact percentile', () => {
  fc.assert(
    fc.property(latencies, fc.double({ min: 1, max: 100, noNaN: true }), (us, percent) => {
      const sorted = [...us].sort((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil((percent / 100) * us.length - 1e-9)) - 1]!;
      const value = counted(us).percentile(percent)! * 1000;
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 0.0005 + 0.5);
    }),
  );
});

test('adding and subtracting gives what recording together and apart would', () => {
  fc.assert(
    fc.property(latencies, latencies, (a, b) => {
      const sum = counted(a);
      sum.add(counted(b));
      expect(sum.percentiles()).toEqual(counted([...a, ...b]).percentiles());
      sum.subtract(counted(b));
      expect(sum.count).toBe(a.length);
      // The largest value is no longer known exactly, only its bucket.
      const alone = counted(a).percentile(99)!;
      expect(Math.abs(sum.percentile(99)! - alone)).toBeLessThanOrEqual(alone * 0.001 + 0.001);
    }),
  );
});

test('is empty once cleared', () => {
  const counts = counted([1000, 2_000_000]);
  counts.clear();
  expect(counts.percentiles()).toEqual({ p50: null, p90: null, p95: null, p99: null, max: null });
  counts.record(5);
  expect(counts.percentiles()).toEqual({ p50: 5, p90: 5, p95: 5, p99: 5, max: 5 });
});

test('latencies beyond the last bucket, and below zero, are kept in the outermost ones', () => {
  const counts = new LatencyCounts();
  counts.record(Number.POSITIVE_INFINITY);
  counts.record(1e12);
  counts.record(-3);
  expect(counts.count).toBe(3);
  expect(counts.percentile(100)! / 2_147_483.647).toBeCloseTo(1, 3);
  expect(counts.percentile(1)).toBe(0);
});
