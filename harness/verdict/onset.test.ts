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
  const ended = Array(120).fill(10_000);
  // Four in ten thousand speak against a fault; nine speak for it.
  const begun = (weakFrom: number) =>
    findOnset({ ended, timeouts: ended.map((_, s) => (s < weakFrom ? 0 : s < 22 ? 4 : 9)) });
  expect([21, 15, 12, 11].map(begun)).toEqual([21, 15, 12, 12]);
});

describe('a share over what is tolerated that persists has an onset, however little it is over', () => {
  /** A share of a quarter of what is tolerated until 100 s, then `times` that. */
  const found = (tolerated: number, times: number, seconds: number, withinS: number) => {
    const noise = Math.max(tolerated, 0.0005);
    let near = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const stream = testStream(seed, 3);
      const ended = Array.from({ length: seconds }, () => poisson(stream, 1000));
      const timeouts = ended.map((n, s) => poisson(stream, n * noise * (s < 100 ? 0.25 : times)));
      const onset = findOnset({ ended, timeouts }, tolerated);
      if (onset !== null && Math.abs(onset - 100) <= withinS) near++;
    }
    return near;
  };

  // Times what is tolerated, how long it takes until nearly every seed has it, and to how many seconds.
  test.each([
    [0, 2, 200, 40],
    [0, 5, 30, 2],
    [0.01, 1.5, 60, 2],
    [0.01, 2, 40, 1],
    [0.01, 6, 15, 1],
    [0.04, 1.5, 60, 1],
    [0.1, 2, 40, 1],
  ])('tolerated %d, times %d, in %d s, within %d s', (tolerated, times, forS, withinS) => {
    expect(found(tolerated, times, 100 + forS, withinS)).toBeGreaterThanOrEqual(95);
  });
});

describe('clumped timeouts that the objective tolerates are no onset in 99 % of 300 quiet drills', () => {
  // All timeouts of so many seconds come in one of them, as one stall after another brings them: variances up to hundreds of times Poisson.
  for (const clump of [2, 5, 20, 100]) {
    for (const [ratePerSecond, tolerated] of [
      [20, 0],
      [1000, 0],
      [300, 0.01],
      [1000, 0.1],
    ] as const) {
      test(`one second in ${clump}, at ${ratePerSecond}/s, tolerated ${tolerated}`, () => {
        let alarms = 0;
        for (let seed = 1; seed <= 300; seed++) {
          const stream = testStream(seed, 4);
          const ended = Array.from({ length: SECONDS }, () => poisson(stream, ratePerSecond));
          const share = Math.max(tolerated, 0.0005) * clump;
          const timeouts = ended.map(n =>
            stream.next() < 1 / clump ? Math.min(n, poisson(stream, n * Math.min(1, share))) : 0,
          );
          if (findOnset({ ended, timeouts }, tolerated) !== null) alarms++;
        }
        expect(alarms).toBeLessThanOrEqual(3);
      });
    }
  }
});
