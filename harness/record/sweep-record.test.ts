import { expect, test } from 'vitest';
import { combinations, sweepOf } from './sweep-record.ts';
import { testCapacity, testSeed } from './test-capacity.ts';

const TTL = { path: 'ttl', values: ['1s', '30s', '300s'] };

test('combinations of two knobs, the last varying fastest', () => {
  expect(combinations([TTL, { path: 'coalesce', values: ['true', 'false'] }]).slice(0, 3)).toEqual([
    ['1s', 'true'],
    ['1s', 'false'],
    ['30s', 'true'],
  ]);
});

test('a point has the figures of its capacity, and names the knobs that never acted', () => {
  const { points } = sweepOf(
    [{ ...TTL, values: ['1s', '300s'] }],
    [
      testCapacity([testSeed(1, 560, 566, { recoversAtPerSecond: 540 })]),
      testCapacity([testSeed(1, 1380, 1394, { knobs: { ttl: 0, policy: 0 } })]),
    ],
  );
  expect(points).toMatchObject([
    {
      values: ['1s'],
      capacityPerSecond: 560,
      interval: [560, 566],
      recoversAtPerSecond: 540,
      headroom: 0.56,
      idle: [],
    },
    { values: ['300s'], capacityPerSecond: 1380, interval: [1380, 1394], recoversAtPerSecond: null, idle: ['ttl'] },
  ]);
});
