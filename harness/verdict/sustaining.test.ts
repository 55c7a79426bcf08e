import { expect, test } from 'vitest';
import type { PoolSample } from '../measure/series.ts';
import { sustainingOf, sustainingText } from './sustaining.ts';
import { TEST_TOPOLOGY, type TestSecond, testSeries } from './test-drill.ts';

/** Held until 20, down from then to 60 by what the test says. */
function sustaining(down: Partial<PoolSample>, more: TestSecond = {}) {
  const series = testSeries({
    seconds: 60,
    second: s => ({
      ...{ offered: 1000, planned: 1000, ...(s < 20 ? {} : more) },
      pools: {
        primary: {
          ...{ offered: 1000, lookups: 1000, hits: 900, fills: 100, alive: 8, cpu: s < 20 ? 0.5 : 1 },
          ...(s < 20 ? {} : down),
        },
      },
    }),
  });
  return sustainingOf({ series, topology: TEST_TOPOLOGY, heldS: [0, 20], fromS: 20, toS: 60 });
}

test('retries, by the load that comes beyond that of before', () => {
  const found = sustaining({ offered: 3000 }, { offered: 1500 });
  expect(found).toMatchObject({ loop: 'retries', resource: 'cpu', pool: 'primary', fullShare: 1 });
  expect(found.retryShare).toBeCloseTo(2 / 3, 9);
  expect(sustainingText(found)).toBe(
    'since the trigger was gone the CPU of primary has been full for 100% of the time, kept so by retries, 66.7% of the load',
  );
});

test('cold caches, by the hit ratio, and how much of what is read comes too late', () => {
  const found = sustaining({ hits: 300, fills: 70 });
  expect(found).toMatchObject({ loop: 'cold-caches', hitRatio: 0.3, hitRatioBefore: 0.9, lateFills: 0.9 });
  expect(sustainingText(found)).toMatch(
    /kept so by cold caches: the hit ratio is 30%, where it had been 90%, and of what is read 90% comes too late to be kept$/,
  );
});

test('restarts, by the instances that are down, whatever their caches are like', () => {
  const found = sustaining({ hits: 300, restarts: 1, alive: 4 });
  expect(found).toMatchObject({ loop: 'restarts', restarts: 20, downShare: 0.5 });
  expect(sustainingText(found)).toMatch(
    /kept so by restarts: 20 instances died, and 50% of them were down in the mean$/,
  );
});

test("restarts of the proxy's own servers", () => {
  const found = sustaining({ cpu: 0.2 }, { servers: { deaths: 1, memory: 1, alive: 2, of: 8 } });
  expect(found).toMatchObject({ loop: 'restarts', resource: 'memory', pool: 'proxy', restarts: 20, downShare: 0.75 });
  expect(sustainingText(found)).toBe(
    "since the trigger was gone the memory of proxy has been full for 100% of the time, kept so by restarts: 20 of the proxy's servers died, and 75% of them were down in the mean",
  );
});

test('crowds that wait for one read, where no core is short', () => {
  const found = sustaining({ cpu: 0.3, longestQueue: 800, hits: 100, coalesced: 800 });
  // A miss in ten, as before: it is the waiting that fills the queues.
  expect(found).toMatchObject({ loop: 'coalesced-crowds', resource: 'queue', coalescedShare: 0.8 });
  expect(sustainingText(found)).toMatch(/kept so by crowds that wait for one read: 80% of the lookups$/);
});

test('work whose callers have gone, where nothing else shows', () => {
  const found = sustaining({ unwanted: 0.9 });
  expect(found).toMatchObject({ loop: 'abandoned-work', unwantedShare: expect.closeTo(0.9, 9) });
  expect(sustainingText(found)).toMatch(/kept so by work whose callers have gone: 90% of what the cores did$/);
  expect(sustaining({ unwanted: 0.9, offered: 3000 }).loop).toBe('retries');
});

test('nothing, if there is no evidence', () => {
  const found = sustaining({ cpu: 0.5 });
  expect(found).toMatchObject({ loop: null, resource: null });
  expect(sustainingText(found)).toBe(
    'since the trigger was gone nothing has been full for most of the time, and no loop that feeds it shows',
  );
});
