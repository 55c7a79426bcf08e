import { expect, test } from 'vitest';
import { directoryFigures, hitRatioBetween, poolFigures } from './pool-figures.ts';
import { testSeries } from './test-drill.ts';

const SERIES = testSeries({
  seconds: 10,
  second: s => ({
    offered: 100,
    ...(s === 9 ? {} : { directory: 20 + s }),
    pools: {
      primary: {
        ...{ cpu: s / 10, memory: 0.3 + s / 100, longestQueue: 2 * s, queued: 5 * s, queueFull: s === 8 ? 4 : 0 },
        ...{
          offered: s < 4 ? 0 : 50,
          lookups: s < 4 ? 0 : 10,
          hits: s < 6 ? 0 : 5,
          fills: s,
          restarts: s === 3 ? 2 : 0,
        },
      },
    },
  }),
});
const { primary } = SERIES.pools;
if (primary === undefined) throw new Error('no such pool');

test('figures of a pool are its worst seconds, and its sums', () => {
  expect(poolFigures(primary, { pool: 'primary', fromS: 2.5, toS: 6.5 })).toEqual({
    ...{ peakCpu: 0.9, peakMemory: 0.39, peakQueue: 18, peakQueued: 45, queueFull: 4, restarts: 2 },
    // The whole seconds 3, 4 and 5.
    holdCpu: expect.closeTo(0.4, 9),
    hitRatio: 20 / 60,
    // Of the seconds in which requests came: 4 to 9.
    cacheFillPerSecond: 6.5,
  });
});

test('what was never measured is not nought', () => {
  const unknown = { ...primary, queueFull: [null, null], restarts: [null, null] };
  expect(poolFigures(unknown, null)).toMatchObject({ holdCpu: null, queueFull: null, restarts: null });
  expect(poolFigures({ ...primary, lookups: primary.lookups.map(() => 0) }, null).hitRatio).toBeNull();
});

test('waiting for CPU quota is told where there was any', () => {
  expect(poolFigures(primary, null)).not.toHaveProperty('peakThrottled');
  expect(poolFigures({ ...primary, throttled: [0, 0.25, 0.1] }, null).peakThrottled).toBe(0.25);
});

test('kinds of entry have their lookups, each of which is a hit, joins a read or is a miss', () => {
  const entries = {
    user: { hit: 10, stale: 3, early: 2, coalesced: 4, miss: 1 },
    none: { hit: 0, stale: 0, early: 0, coalesced: 0, miss: 0 },
  };
  expect(poolFigures(primary, null)).not.toHaveProperty('entries');
  expect(poolFigures(primary, null, entries).entries).toEqual({
    user: { lookups: 20, hits: 15, stale: 3, coalesced: 4, misses: 1, hitRatio: 0.75 },
    none: { lookups: 0, hits: 0, stale: 0, coalesced: 0, misses: 0, hitRatio: null },
  });
});

test('a hit ratio is that of the whole seconds between', () => {
  expect(hitRatioBetween(primary, 4.5, 8)).toBe(10 / 30);
  expect(hitRatioBetween(primary, 5, 6.9)).toBe(0);
  expect([hitRatioBetween(primary, 0, 4), hitRatioBetween(primary, -5, -1), hitRatioBetween(primary, 6, 6)]).toEqual([
    null,
    null,
    null,
  ]);
});

test('of the directory it is its highest concurrency and its reads', () => {
  expect(directoryFigures(SERIES)).toEqual({ peakConcurrency: 28, reads: 9 * 24 });
  const none = testSeries({ seconds: 3, second: () => ({ offered: 1 }) });
  expect(directoryFigures(none)).toEqual({ peakConcurrency: null, reads: null });
});
