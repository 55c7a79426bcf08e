import { describe, expect, test } from 'vitest';
import { findOnset, type OutcomeCounts } from './onset.ts';
import { poisson, testStream } from './test-noise.ts';

const SECONDS = 300;
const ONSET = 120;
const SEEDS = 200;

/** Poisson arrivals; each request times out with the background's share or the fault's. */
function drill(seed: number, ratePerSecond: number, noise: number, fault: (s: number) => number): OutcomeCounts {
  const stream = testStream(seed, 1);
  const ended: number[] = [];
  const timeouts: number[] = [];
  for (let s = 0; s < SECONDS; s++) {
    const requests = poisson(stream, ratePerSecond);
    ended.push(requests);
    timeouts.push(Math.min(requests, poisson(stream, requests * Math.min(1, noise + fault(s)))));
  }
  return { ended, timeouts };
}

const SHAPES: Record<string, (s: number) => number> = {
  step: s => (s >= ONSET ? 0.3 : 0),
  ramp: s => (s >= ONSET ? Math.min(1, 0.02 * (s - ONSET + 1)) : 0),
  burst: s => (s >= ONSET && s < ONSET + 5 ? 0.2 : 0),
  'one percent leak': s => (s >= ONSET ? 0.01 : 0),
};

describe('an onset is found within one interval in 95 % of 200 seeds', () => {
  for (const [shape, fault] of Object.entries(SHAPES)) {
    for (const noise of [0, 0.0001, 0.0005]) {
      test(`${shape}, background ${noise}`, () => {
        let found = 0;
        for (let seed = 1; seed <= SEEDS; seed++) {
          const onset = findOnset(drill(seed, 1000, noise, fault));
          if (onset !== null && Math.abs(onset - ONSET) <= 1) found++;
        }
        expect(found / SEEDS).toBeGreaterThanOrEqual(0.95);
      });
    }
  }
});

describe('fewer than 1 % of quiet drills have a false alarm', () => {
  for (const ratePerSecond of [20, 200, 1000, 5000]) {
    test(`${ratePerSecond}/s with noise as high as is tolerated`, () => {
      let alarms = 0;
      for (let seed = 1; seed <= 1000; seed++) {
        if (findOnset(drill(seed, ratePerSecond, 0.0005, () => 0)) !== null) alarms++;
      }
      expect(alarms / 1000).toBeLessThan(0.01);
    });
  }

  test('with bad single seconds now and then', () => {
    let alarms = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const stream = testStream(seed, 2);
      const blips = Array.from({ length: SECONDS }, () => (stream.next() < 0.01 ? 0.05 : 0));
      if (findOnset(drill(seed, 1000, 0.0001, s => blips[s]!)) !== null) alarms++;
    }
    expect(alarms / SEEDS).toBeLessThan(0.01);
  });
});

test('everything times out from the first second on', () => {
  expect(findOnset({ ended: Array(10).fill(50), timeouts: Array(10).fill(50) })).toBe(0);
});

test('a blip of one second is no onset, however bad', () => {
  const ended = Array(60).fill(1000);
  expect(findOnset({ ended, timeouts: ended.map((_, s) => (s === 30 ? 400 : 0)) })).toBeNull();
});

test('a blip does not pull the onset that follows to itself', () => {
  const ended = Array(60).fill(1000);
  const timeouts = ended.map((_, s) => (s === 20 ? 400 : s >= 30 ? 150 : 0));
  expect(findOnset({ ended, timeouts })).toBe(30);
});

test('three seconds at the very end of a drill are enough', () => {
  const ended = Array(60).fill(1000);
  expect(findOnset({ ended, timeouts: ended.map((_, s) => (s >= 57 ? 30 : 0)) })).toBe(57);
  expect(findOnset({ ended, timeouts: ended.map((_, s) => (s >= 58 ? 30 : 0)) })).toBeNull();
});

test('what the objective tolerates is no onset', () => {
  const ended = Array(300).fill(1000);
  const counts = { ended, timeouts: ended.map((_, s) => (s >= 100 ? 15 : 0)) };
  expect(findOnset(counts)).toBe(100);
  expect(findOnset(counts, 0.02)).toBeNull();
});

test('seconds without requests change nothing', () => {
  const ended = [0, 0, 1000, 0, 1000, 1000, 0, 0, 1000, 1000, 1000];
  const timeouts = [0, 0, 0, 0, 0, 0, 0, 0, 100, 100, 100];
  expect(findOnset({ ended, timeouts })).toBe(8);
  expect(findOnset({ ended: [0, 0, 0], timeouts: [0, 0, 0] })).toBeNull();
  expect(findOnset({ ended: [], timeouts: [] })).toBeNull();
});

test('a weak beginning, which alone would not be noticed, is the onset, up to ten seconds before what is', () => {
  const ended = Array(60).fill(1000);
  // Three in a thousand speak against a fault; five speak for it.
  const begun = (weakFrom: number) =>
    findOnset({ ended, timeouts: ended.map((_, s) => (s < weakFrom ? 0 : s < 22 ? 3 : 5)) });
  expect([21, 15, 12, 10].map(begun)).toEqual([21, 15, 12, 12]);
});
