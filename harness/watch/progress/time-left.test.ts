import { expect, test } from 'vitest';
import { timeLeft } from './time-left.ts';

test('the rest takes as long as what is done, said no more exactly than it is known', () => {
  const cases: [number, number, number][] = [
    [0, 16, 9000],
    [16, 16, 9000],
    [8, 16, 6400],
    [14, 16, 700],
    [3, 16, 9800],
    [1, 12, 61_000],
  ];
  expect(cases.map(each => timeLeft(...each))).toEqual([
    '',
    '',
    ', about 6 s left',
    ', about 1 s left',
    ', about 40 s left',
    ', about 11 min left',
  ]);
});
