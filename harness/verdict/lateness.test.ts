import { expect, test } from 'vitest';
import { isDoubtful, latenessOf } from './lateness.ts';
import { type TestSecond, testEvidence, testSeries } from './test-drill.ts';
import { judgeDrill } from './verdict.ts';

const DEADLINE_MS = 2000;

/** 60 s at 1000/s of a live drill on a machine that runs everything in time, but for what the test says. */
function drill(second: (s: number) => TestSecond) {
  return {
    seconds: 60,
    second: (s: number) => ({ offered: 1000, lateMs: 3, ...second(s) }),
    worstWindow: { fromS: 40, p99Ms: 300 },
  };
}

const judge = (second: (s: number) => TestSecond) => judgeDrill(testEvidence(drill(second)));

test("timeouts while a process was late are the machine's, and not held against the settings", () => {
  const { verdict, reasons } = judge(s => (s >= 30 && s < 33 ? { lateMs: 700, timeouts: 5 } : {}));
  expect(verdict).toBe('inconclusive');
  expect(reasons).toContainEqual(
    expect.stringMatching(
      /^15 of 60,000 requests timed out .* But this machine was late \(proxy by up to 700 ms, in 3 of 60 s\): 15 errors came then/,
    ),
  );
});

test('nor are those that were under way then, up to their deadline', () => {
  expect(judge(s => (s === 30 ? { lateMs: 1500 } : s === 32 ? { timeouts: 5 } : {})).verdict).toBe('inconclusive');
  expect(judge(s => (s === 30 ? { lateMs: 1500 } : s === 33 ? { timeouts: 5 } : {})).verdict).toBe('fail');
  expect(judge(s => (s === 30 ? { timeouts: 5 } : s === 31 ? { lateMs: 1500 } : {})).verdict).toBe('fail');
});

test("what came when nothing was late is the system's, however late it was otherwise", () => {
  expect(judge(s => (s < 20 ? { lateMs: 700, timeouts: 5 } : s === 50 ? { timeouts: 1 } : {})).verdict).toBe('fail');
});

test('refused connections and what instances could not take go by the same rule', () => {
  const refused = (lateMs: number) => judge(s => (s >= 30 && s < 40 ? { lateMs, rejected: 100 } : {}));
  expect(refused(3).verdict).toBe('fail');
  expect(refused(300).verdict).toBe('inconclusive');
});

test("the worst ten seconds of latency are not the system's if a process was late in them", () => {
  const slow = (lateMs: number) =>
    judgeDrill(testEvidence({ ...drill(s => (s === 45 ? { lateMs } : {})), worstWindow: { fromS: 40, p99Ms: 1500 } }));
  expect(slow(3).verdict).toBe('fail');
  expect(slow(300).verdict).toBe('inconclusive');
});

test('a drill that passes all the same has passed', () => {
  expect(judge(() => ({ lateMs: 300 })).verdict).toBe('pass');
});

test('what was measured is told; of virtual drills nothing is', () => {
  const series = testSeries(drill(s => (s === 30 ? { lateMs: 400, timeouts: 7, rejected: 5, decided: 2 } : {})));
  const lateness = latenessOf(series, DEADLINE_MS);
  expect(lateness).toEqual({ worstMs: 400, process: 'proxy', seconds: 60, lateSeconds: 1, timeouts: 7, errors: 10 });
  expect(latenessOf(testSeries({ seconds: 60, second: () => ({ offered: 1000 }) }), DEADLINE_MS)).toBeNull();
});

test('one late second in ten is too many for a comparison', () => {
  const late = (n: number) => latenessOf(testSeries(drill(s => (s < n ? { lateMs: 400 } : {}))), DEADLINE_MS);
  expect([late(6), late(7)].map(each => each !== null && isDoubtful(each))).toEqual([false, true]);
});
