import { expect, test } from 'vitest';
import { loadEnd, recoveryOf } from './recovery.ts';
import { TEST_TOPOLOGY, type TestSecond, testSeries } from './test-drill.ts';

const { objectives } = TEST_TOPOLOGY;

/** 100 requests a second, of which `bad` seconds have some that time out. */
function series(seconds: number, bad: (s: number) => boolean, more: (s: number) => TestSecond = () => ({})) {
  return testSeries({ seconds, second: s => ({ offered: 100, timeouts: bad(s) ? 10 : 0, ...more(s) }) });
}

test('recovery is the start of the first window in which every objective holds', () => {
  // 60 s left: windows of 20 s. The single bad second 51 keeps windows from 40 to 51 away.
  const drill = series(100, s => (s >= 20 && s < 45) || s === 51);
  expect(recoveryOf(drill, objectives, 40, 100)).toEqual({
    ...{ triggerGoneS: 40, recoveredS: 52, metastable: false, windowS: 20 },
  });
});

test('windows are 30 s at most and 3 s at least', () => {
  expect(
    recoveryOf(
      series(400, () => false),
      objectives,
      40,
      400,
    ).windowS,
  ).toBe(30);
  expect(
    recoveryOf(
      series(45, () => false),
      objectives,
      37,
      45,
    ).windowS,
  ).toBe(3);
});

test('service that never broke has recovered when the trigger was gone', () => {
  expect(
    recoveryOf(
      series(100, () => false),
      objectives,
      40.4,
      100,
    ).recoveredS,
  ).toBe(40.4);
});

test('service that never comes back is metastable', () => {
  const drill = series(100, s => s >= 20);
  expect(recoveryOf(drill, objectives, 40, 100)).toMatchObject({ recoveredS: null, metastable: true });
});

test('without a trigger, or with less than 3 s left, nothing can be said', () => {
  const drill = series(100, s => s >= 20);
  expect(recoveryOf(drill, objectives, null, 100).metastable).toBeNull();
  expect(recoveryOf(drill, objectives, 97.5, 100).metastable).toBeNull();
});

test('fast rejections and slow answers are no recovery either', () => {
  const rejected = series(
    60,
    () => false,
    s => ({ rejected: s < 40 ? 2 : 0 }),
  );
  expect(recoveryOf(rejected, objectives, 30, 60).recoveredS).toBe(40);
  // One in a hundred may be slower than the p99 objective.
  const slow = series(
    60,
    () => false,
    s => ({ slow: s < 40 ? 2 : 1 }),
  );
  expect(recoveryOf(slow, objectives, 30, 60).recoveredS).toBe(40);
});

test('an objective that the topology does not set breaks no window', () => {
  const drill = series(60, () => true);
  expect(recoveryOf(drill, { ...objectives, timeouts: null, errors: null }, 30, 60).recoveredS).toBe(30);
});

test('a window in which nothing ended shows nothing', () => {
  const silent = series(
    60,
    s => s < 31,
    s => ({ offered: s >= 31 && s < 45 ? 0 : 100 }),
  );
  expect(recoveryOf(silent, objectives, 30, 60).recoveredS).toBe(36);
});

test('load ends with the last request issued', () => {
  expect(loadEnd(testSeries({ seconds: 10, second: s => ({ offered: s < 7 ? 5 : 0 }) }))).toBe(7);
  expect(loadEnd(testSeries({ seconds: 10, second: () => ({}) }))).toBe(0);
});
