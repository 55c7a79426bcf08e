import { expect, test } from 'vitest';
import { NO_RECOVERY } from './recovery.ts';
import { TEST_TOPOLOGY, type TestDrill, testSeries } from './test-drill.ts';
import type { Failover } from './timeline.ts';
import { timeoutFacts } from './timeout-facts.ts';

const FAILOVER: Failover = { startS: 13.2, completedS: 28, to: 'alternate' };

/** 40 s at a rising load that moves to the alternate at 13 s; timeouts from 29 s on, issued two seconds before. */
function facts(
  drill: Partial<TestDrill> = {},
  failovers: readonly Failover[] = [FAILOVER],
  failingPool: string | null = null,
) {
  const series = testSeries({
    seconds: 40,
    second: s => ({
      ...{ offered: 900, planned: 1000 + 10 * s + (s === 27 ? 400 : 0) },
      ...{ timeouts: s >= 29 ? 300 : 0, timeoutIssuedS: s - 1.9 },
      pools: { primary: { offered: s < 13 ? 900 : 5 }, alternate: { offered: s < 13 ? 0 : 800 + s } },
    }),
    ...drill,
  });
  return timeoutFacts(series, TEST_TOPOLOGY.objectives.timeouts ?? 0, NO_RECOVERY, failovers, failingPool);
}

test('the onset is seen in one second; its load is that of the second in which the first was issued', () => {
  expect(facts()).toMatchObject({
    count: 3300,
    share: expect.closeTo(0.0917, 3),
    onsetS: 29,
    firstS: 29,
    // The median of seconds 25–29: one second's chance does not count.
    onsetRatePerSecond: 1280,
    onsetPool: 'alternate',
    onsetPoolRatePerSecond: 827,
  });
});

test('after the failover counts from its start, and from the last one before the onset', () => {
  expect(facts().afterFailoverS).toBeCloseTo(15.8);
  const later = { startS: 25, completedS: 26, to: 'alternate' };
  expect(facts({}, [FAILOVER, later, { ...later, startS: 35 }]).afterFailoverS).toBe(4);
  expect(facts({}, []).afterFailoverS).toBeNull();
});

test('the pool that the cause names is the failing one', () => {
  expect(facts({}, [FAILOVER], 'primary')).toMatchObject({ onsetPool: 'primary', onsetPoolRatePerSecond: 5 });
});

test('without timeouts there is nothing to tell', () => {
  expect(facts({ second: () => ({ offered: 900 }) })).toMatchObject({
    ...{ count: 0, share: 0, onsetS: null, firstS: null, onsetRatePerSecond: null, afterFailoverS: null, routes: [] },
  });
  expect(facts({ second: () => ({}) }).share).toBeNull();
});

test('scattered timeouts have a first second and no onset', () => {
  const scattered = facts({ second: s => ({ offered: 900, timeouts: s % 15 === 14 ? 1 : 0 }) });
  expect(scattered).toMatchObject({ count: 2, firstS: 14, onsetS: null, onsetPool: null });
});

test('routes that had any, worst first, each with its own onset', () => {
  const column = (from: number, height: number) => Array.from({ length: 40 }, (_, s) => (s >= from ? height : 0));
  const routes = [
    { name: 'quiet', ended: Array(40).fill(100), timeouts: Array(40).fill(0) },
    { name: 'late', ended: Array(40).fill(100), timeouts: column(35, 20) },
    { name: 'early', ended: Array(40).fill(200), timeouts: column(30, 50) },
  ];
  expect(facts({ routes }).routes).toEqual([
    { name: 'early', count: 500, share: 0.0625, onsetS: 30 },
    { name: 'late', count: 100, share: 0.025, onsetS: 35 },
  ]);
});

test('on a ramp, how far the load of the onset is above a capacity that is known: √(2Cτa)', () => {
  const series = testSeries({
    seconds: 60,
    second: s => ({
      offered: 1000,
      timeouts: s >= 40 ? 300 : 0,
      timeoutIssuedS: s - 2,
      pools: { alternate: { offered: 100 + 20 * s } },
    }),
  });
  const made = (home: string, perSecond: number | null) =>
    timeoutFacts(
      ...([series, 0, NO_RECOVERY, [], 'alternate'] as const),
      perSecond === null ? null : { home, perSecond, timeoutMs: 2000 },
    );
  expect(made('primary', 600).ramp).toEqual({
    ...{ capacityPerSecond: 600, perSecond2: expect.closeTo(20, 9) },
    excessPerSecond: expect.closeTo(Math.sqrt(2 * 600 * 2 * 20), 6),
  });
  expect(made('alternate', 600)).not.toHaveProperty('ramp');
  expect(made('primary', null)).not.toHaveProperty('ramp');
});
