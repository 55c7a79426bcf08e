import { expect, test } from 'vitest';
import { durationMs } from './duration.ts';

test.each([
  [250, 250],
  ['250', 250],
  ['1.5s', 1500],
  ['1m30s', 90_000],
  ['2h1m', 7_260_000],
  ['500us', 0.5],
])('%j is %d ms', (value, expected) => {
  expect(durationMs(value, 'timeout')).toBe(expected);
});

test.each(['', 's', '5 s', '-1s', -1, Number.NaN, null, {}])('%j is none', value => {
  expect(() => durationMs(value, 'timeout')).toThrow('timeout is not a duration');
});
