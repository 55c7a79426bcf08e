import { expect, test } from 'vitest';
import { judgeEnding } from './ending.ts';

const NOTHING = { failure: null, fault: null };

test.each([90, 99] as const)('of an end with %i the timeline and the objectives say more', code => {
  expect(judgeEnding({ code, reason: 'it is over' })).toEqual(NOTHING);
});

test('a drill that ended by itself is judged by what it measured', () => {
  expect(judgeEnding(null)).toEqual(NOTHING);
});

test.each([100, 101, 107, 108] as const)('what ends it with %i is why it cannot pass, and no failure', code => {
  expect(judgeEnding({ code, reason: 'setup() took over 60 s' }).fault).toBe('setup() took over 60 s.');
  expect(judgeEnding({ code, reason: 'the script threw' })).toEqual({ failure: null, fault: 'The script threw.' });
});

test('who stops it keeps it from passing; a script that calls fail() has failed it', () => {
  expect(judgeEnding({ code: 105, reason: 'Ctrl-C' })).toEqual({
    failure: null,
    fault: 'The drill was interrupted before its end.',
  });
  expect(judgeEnding({ code: 110, reason: 'the script marked it' })).toEqual({
    failure: 'The script marked it.',
    fault: null,
  });
});
