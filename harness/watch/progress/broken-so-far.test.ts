import { expect, test } from 'vitest';
import { alarmText, brokenSoFar } from './broken-so-far.ts';
import { applyChange, newProgress, type Progress } from './progress.ts';
import { testSubject } from './test-subject.ts';

/** So many seconds of a drill of 100 s, all alike. */
function watched(seconds: number, values: Readonly<Record<string, number>>): Progress {
  const progress = newProgress(testSubject());
  applyChange(progress, {
    ...{ kind: 'ready', announcement: '', scenarios: [], regularS: 100, longestS: 100, spanS: 100 },
  });
  for (let second = 0; second < seconds; second++) {
    applyChange(progress, {
      kind: 'numbers',
      second,
      values: { ended: 100, good: 100, timeouts: 0, errors: 0, worstP99Ms: null, ...values },
    });
  }
  for (const column of ['primary.cpu', 'alternate.cpu'])
    applyChange(progress, { kind: 'numbers', second: seconds - 1, values: { [column]: 0.5 } });
  return progress;
}

const names = (progress: Progress, isSite = false) => brokenSoFar(progress, isSite).map(({ name }) => name);

test('a drill that goes well breaks nothing, nor does one that has not begun', () => {
  expect(names(watched(20, {}))).toEqual([]);
  expect(names(newProgress(testSubject()))).toEqual([]);
});

test('each objective that is broken whatever comes is named with its figure', () => {
  const progress = watched(20, { good: 80, errors: 12, timeouts: 3, worstP99Ms: 1204 });
  expect(names(progress)).toEqual(['timeouts', 'errors', 'good', 'p99']);
  expect(alarmText(brokenSoFar(progress), 7)).toBe(
    'Broken: timeouts 3% so far (none allowed), errors 12% so far (≤ 0.1% allowed), good 90.9% so far (≥ 99% asked for), ' +
      'p99 1204 ms in the worst 10 s (≤ 800 ms allowed). Timeouts began in second 7.',
  );
});

test('what the rest of the drill may still make good is not called broken', () => {
  // Ten of the 10,000 requests of the whole drill may fail.
  const errors = (count: number): Progress => {
    const progress = watched(20, {});
    applyChange(progress, { kind: 'numbers', second: 3, values: { good: 100 - count, errors: count } });
    return progress;
  };
  expect(names(errors(10))).toEqual([]);
  expect(names(errors(11))).toEqual(['errors']);
});

test('of a site nobody knows which answers are expected', () => {
  expect(names(watched(20, { good: 50 }), true)).toEqual([]);
});
