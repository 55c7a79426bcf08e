import { expect, test } from 'vitest';
import { judgeRepeat } from './repeat.ts';
import type { Verdict } from './verdict.ts';

const run = (seed: number, verdict: Verdict) => ({ seed, verdict, reasons: [`why ${seed}`, 'more'] });

test('the gravest verdict counts, with how many seeds came to it and the reasons of the first', () => {
  expect(judgeRepeat([run(1, 'pass'), run(2, 'inconclusive'), run(3, 'fail'), run(4, 'fail')])).toEqual({
    verdict: 'fail',
    reasons: ['It fails with 2 of 4 seeds: seeds 3, 4.', 'Seed 3: why 3', 'Seed 3: more'],
  });
  expect(judgeRepeat([run(1, 'pass'), run(2, 'inconclusive')])).toMatchObject({
    verdict: 'inconclusive',
    reasons: ['It is inconclusive with 1 of 2 seeds: seed 2.', 'Seed 2: why 2', 'Seed 2: more'],
  });
  expect(judgeRepeat([run(1, 'pass'), run(2, 'pass')]).reasons[0]).toBe('It passes with 2 of 2 seeds.');
});

test('a single seed speaks for itself', () => {
  expect(judgeRepeat([run(7, 'fail')])).toEqual({ verdict: 'fail', reasons: ['why 7', 'more'] });
});
