import { expect, test } from 'vitest';
import { interruptedAt, judgedInPart } from './interrupted.ts';

test('a work is interrupted if a part of it has not come to its end', () => {
  expect([interruptedAt(3, 3), interruptedAt(2, 3)]).toEqual([undefined, { finished: 2, planned: 3 }]);
});

test('a judgement of a part is no verdict, and says of how much it is before all else', () => {
  const judgement = { verdict: 'pass', reasons: ['It holds.'], capacityPerSecond: 1000 } as const;
  expect(judgedInPart(judgement, undefined, 'searches')).toBe(judgement);
  expect(judgedInPart(judgement, interruptedAt(1, 3), 'searches')).toEqual({
    verdict: 'inconclusive',
    reasons: ['It was interrupted when 1 of 3 searches had come to their end.', 'It holds.'],
    capacityPerSecond: 1000,
  });
});
