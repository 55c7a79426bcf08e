import { expect, test } from 'vitest';
import { BrokenWatch } from './broken-watch.ts';
import type { Objectives } from './objectives/objectives.ts';
import { NO_OBJECTIVES } from './test-drill.ts';

const OBJECTIVES: Objectives = { ...NO_OBJECTIVES, timeouts: 0, errors: 0.01, p99Ms: 800 };

/** When the drill may end, s; null: not within `seconds`. */
function overAt(
  objectives: Objectives,
  second: (s: number) => { timeouts?: number; errors?: number; unexpected?: number; p99Ms?: number | null },
  seconds = 100,
): number | null {
  const watch = new BrokenWatch(objectives, seconds);
  for (let s = 0; s < seconds; s++) {
    const { timeouts = 0, errors = 0, unexpected = 0, p99Ms = null } = second(s);
    const good = 100 - errors - unexpected;
    if (watch.over({ offered: 100, ended: 100, good, timeouts, errors }, p99Ms)) return s;
  }
  return null;
}

test('a drill ends three seconds after a timeout where none is allowed', () => {
  expect(overAt(OBJECTIVES, s => ({ timeouts: s === 20 ? 1 : 0 }))).toBe(23);
});

test('errors end it once they are too many for the whole drill, not for what has been', () => {
  // 1 % of 100 s at 100/s is 100 errors.
  expect(overAt(OBJECTIVES, s => ({ errors: s < 10 ? 10 : 0 }))).toBe(null);
  expect(overAt(OBJECTIVES, s => ({ errors: s < 11 ? 10 : 0 }))).toBe(13);
});

test('answers that nobody expects end it, as soon as there are too many for the whole drill', () => {
  const good = { ...NO_OBJECTIVES, good: 0.99 };
  expect(overAt(good, s => ({ unexpected: s < 10 ? 10 : 0 }))).toBe(null);
  expect(overAt(good, () => ({ unexpected: 100 }))).toBe(4);
});

test('a window that is too slow ends it', () => {
  expect(overAt(OBJECTIVES, s => ({ p99Ms: s < 12 ? null : s < 40 ? 500 : 801 }))).toBe(43);
});

test('what is not judged ends nothing', () => {
  expect(overAt(NO_OBJECTIVES, () => ({ timeouts: 50, errors: 50, p99Ms: 9000 }))).toBe(null);
});

test('answers that are errors are not unexpected ones too', () => {
  const good = { ...NO_OBJECTIVES, good: 0.99 };
  expect(overAt(good, () => ({ errors: 50 }))).toBe(null);
  expect(overAt(good, () => ({ errors: 50, unexpected: 2 }))).toBe(53);
});
