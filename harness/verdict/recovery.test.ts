import { describe, expect, test } from 'vitest';
import { at } from '../operations/catalogue/test-timeline.ts';
import type { TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import { loadEnd, recoveryOf } from './recovery.ts';
import { TEST_TOPOLOGY, type TestSecond, testSeries } from './test-drill.ts';

const flush = (atS: number) => at(atS, 'flush', { pool: 'primary' });
const rollBack = (atS: number) => at(atS, 'roll-back', { settings: [] });
const FULL: TestSecond = { pools: { primary: { cpu: 1 } } };
const IDLE: TestSecond = { pools: { primary: { cpu: 0.4 } } };

interface Made {
  readonly seconds: number;
  readonly bad: (s: number) => boolean;
  readonly more?: (s: number) => TestSecond;
  readonly timeline: readonly TimelineEvent[];
  readonly objectives?: Partial<typeof TEST_TOPOLOGY.objectives>;
}

/** 100 requests a second, of which half time out in `bad` seconds, in which the CPU is full too. */
function recovery({ seconds, bad, more = () => ({}), timeline, objectives = {} }: Made) {
  const series = testSeries({
    seconds,
    second: s => ({ offered: 100, timeouts: bad(s) ? 50 : 0, ...(bad(s) ? FULL : IDLE), ...more(s) }),
  });
  const topology = { ...TEST_TOPOLOGY, objectives: { ...TEST_TOPOLOGY.objectives, ...objectives } };
  return recoveryOf({ series, topology, timeline, endS: seconds });
}

test('recovery is the start of the first window in which every objective holds', () => {
  // 60 s left: windows of 20 s. The single bad second 51 keeps windows from 40 to 51 away.
  const bad = (s: number) => (s >= 20 && s < 45) || s === 51;
  expect(recovery({ seconds: 100, bad, timeline: [rollBack(40)] })).toMatchObject({
    ...{ triggerGoneS: 40, recoveredS: 52, metastable: false, windowS: 20, outcome: 'back', relapsedS: null },
  });
});

test('windows are 30 s at most and 3 s at least', () => {
  const windowS = (seconds: number, goneS: number) =>
    recovery({ seconds, bad: () => false, timeline: [rollBack(goneS)] }).windowS;
  expect([windowS(400, 40), windowS(45, 37)]).toEqual([30, 3]);
});

test('service that never broke has recovered when the trigger was gone', () => {
  expect(recovery({ seconds: 100, bad: () => false, timeline: [rollBack(40.4)] }).recoveredS).toBe(40.4);
});

test('without a trigger, or with less than 3 s left, nothing can be said', () => {
  const bad = (s: number) => s >= 20;
  for (const timeline of [[], [rollBack(97.5)]]) {
    expect(recovery({ seconds: 100, bad, timeline })).toMatchObject({ metastable: null, outcome: null });
  }
});

test('fast rejections and slow answers are no recovery either', () => {
  const timeline = [rollBack(30)];
  const rejected = (s: number): TestSecond => ({ rejected: s < 40 ? 2 : 0 });
  expect(recovery({ seconds: 60, bad: () => false, more: rejected, timeline }).recoveredS).toBe(40);
  // One in a hundred may be slower than the p99 objective.
  const slow = (s: number): TestSecond => ({ slow: s < 40 ? 2 : 1 });
  expect(recovery({ seconds: 60, bad: () => false, more: slow, timeline }).recoveredS).toBe(40);
});

test('an objective that the topology does not set breaks no window', () => {
  const made = { seconds: 60, bad: () => true, timeline: [rollBack(30)], objectives: { timeouts: null, errors: null } };
  expect(recovery(made).recoveredS).toBe(30);
});

test('a window in which nothing ended shows nothing', () => {
  const more = (s: number): TestSecond => ({ offered: s >= 31 && s < 45 ? 0 : 100, planned: 100 });
  expect(recovery({ seconds: 60, bad: s => s < 31, more, timeline: [rollBack(30)] }).recoveredS).toBe(36);
});

describe('service that stays down is metastable', () => {
  const down = { seconds: 120, bad: (s: number) => s >= 21, timeline: [flush(20)] };

  test('if it had held before, under no less load, something is full and nothing gets better for long enough', () => {
    expect(recovery(down)).toMatchObject({
      ...{ recoveredS: null, metastable: true, outcome: 'down' },
      ...{ seenS: 100, neededS: 60, borePerSecond: 100, loadPerSecond: 100 },
    });
  });

  test('not before the time is over that the objective gives it, and ten deadlines, and three times that of a filling', () => {
    expect(recovery({ ...down, seconds: 79 })).toMatchObject({ metastable: null, outcome: 'down', seenS: 59 });
    expect(recovery({ ...down, seconds: 80 }).metastable).toBe(true);
    expect(recovery({ ...down, objectives: { recoveryMs: 5000 } }).neededS).toBe(20);
    const more = (s: number): TestSecond => ({ pools: { primary: { cpu: s < 21 ? 0.4 : 1, lookups: 400 } } });
    // 20 000 users, 400 of whom come in a second.
    expect(recovery({ ...down, more })).toMatchObject({ neededS: 150, metastable: null });
  });

  test('not if nothing is full', () => {
    expect(recovery({ ...down, more: () => IDLE }).metastable).toBeNull();
  });

  test('not under more load than it has been seen to bear', () => {
    const more = (s: number): TestSecond => (s < 21 ? {} : { planned: 120 });
    expect(recovery({ ...down, more })).toMatchObject({ metastable: null, borePerSecond: 100, loadPerSecond: 119.8 });
  });

  test('not if nothing was seen to hold before', () => {
    expect(
      recovery({ ...down, bad: () => true, timeline: [at(0.5, 'restart', { pool: 'primary', share: 1 }), flush(20)] }),
    ).toMatchObject({
      ...{ metastable: null, outcome: 'down', borePerSecond: null },
    });
  });

  test('not while goodput grows, or the caches fill', () => {
    const better = (s: number): TestSecond => ({ timeouts: s < 21 ? 0 : s < 70 ? 60 : 40 });
    expect(recovery({ ...down, more: better }).metastable).toBeNull();
    const filling = (s: number): TestSecond => ({
      pools: { primary: { cpu: s < 21 ? 0.4 : 1, lookups: 10_000, hits: s < 21 ? 9000 : 4000 + 20 * s } },
    });
    expect(recovery({ ...down, more: filling }).metastable).toBeNull();
  });
});

describe('what was there before the trigger is none of its doing', () => {
  test('a timeout now and then', () => {
    const more = (s: number): TestSecond => ({ timeouts: s % 15 === 7 ? 1 : 0, offered: 200 });
    expect(recovery({ seconds: 180, bad: () => false, more, timeline: [flush(60)] })).toMatchObject({
      ...{ metastable: false, outcome: 'as-before', recoveredS: null },
    });
  });

  test('a steady share of timeouts, unless it grows', () => {
    const steady = (after: number) =>
      recovery({
        ...{ seconds: 180, bad: () => false, timeline: [flush(60)] },
        more: s => ({ timeouts: s < 60 ? 5 : after }),
      });
    expect(steady(6)).toMatchObject({ metastable: false, outcome: 'as-before' });
    expect(steady(50)).toMatchObject({ metastable: null, outcome: 'down' });
  });
});

describe('service that comes back only when load falls', () => {
  const fell = {
    ...{ seconds: 120, bad: (s: number) => s >= 21 && s < 62, timeline: [flush(20)] },
    more: (s: number): TestSecond => ({ planned: s < 60 || s >= 90 ? 100 : 30 }),
  };

  test('is said so, with the load, and for how long it had been down', () => {
    const { more } = fell;
    const early = { ...fell, seconds: 60, bad: (s: number) => s >= 21 && s < 32 };
    expect(recovery({ ...early, more: s => ({ planned: s < 30 ? 100 : 50 }) })).toMatchObject({
      ...{ recoveredS: 32, metastable: null, outcome: 'back-at-less-load', loadPerSecond: 50 },
    });
    expect(recovery({ ...fell, more: s => ({ ...more(s), planned: s < 60 ? 100 : 30 }) })).toMatchObject({
      ...{ metastable: null, outcome: 'back-at-less-load', seenS: 40 },
    });
  });

  test('is metastable if it then holds under the load under which it was down', () => {
    expect(recovery(fell)).toMatchObject({ recoveredS: 62, metastable: true, outcome: 'back-at-less-load' });
  });

  test('or if it was down for long enough', () => {
    const long = { ...fell, seconds: 140, bad: (s: number) => s >= 21 && s < 102 };
    const made = recovery({ ...long, more: s => ({ planned: s < 100 ? 100 : 30 }) });
    expect(made).toMatchObject({ metastable: true, outcome: 'back-at-less-load', neededS: 60 });
  });
});

describe('a relapse', () => {
  const twice = (s: number) => (s >= 21 && s < 30) || (s >= 80 && s < 100);

  test('after a window that held is looked for', () => {
    expect(recovery({ seconds: 200, bad: twice, timeline: [flush(20)] })).toMatchObject({
      ...{ recoveredS: 100, relapsedS: 80, metastable: false, outcome: 'back' },
    });
  });

  test('may be for good', () => {
    const bad = (s: number) => (s >= 21 && s < 30) || s >= 80;
    expect(recovery({ seconds: 200, bad, timeline: [flush(20)] })).toMatchObject({
      ...{ recoveredS: null, relapsedS: 80, outcome: 'down' },
    });
  });

  test('is none under more load, nor by a new trigger', () => {
    const timeline = [flush(20)];
    const more = (s: number): TestSecond => ({ planned: s >= 75 ? 150 : 100 });
    expect(recovery({ seconds: 200, bad: twice, more, timeline })).toMatchObject({ recoveredS: 30, relapsedS: null });
    const again = [flush(20), at(78, 'restart', { pool: 'primary', share: 1 })];
    expect(recovery({ seconds: 200, bad: twice, timeline: again })).toMatchObject({ recoveredS: 30, relapsedS: null });
  });
});

test('load ends with the last request issued', () => {
  expect(loadEnd(testSeries({ seconds: 10, second: s => ({ offered: s < 7 ? 5 : 0 }) }))).toBe(7);
  expect(loadEnd(testSeries({ seconds: 10, second: () => ({}) }))).toBe(0);
});
