import { expect, test } from 'vitest';
import { isError, isRejection, isTimeout } from './answer-status.ts';

test('what a status says of the system', () => {
  const statuses = [200, 302, 404, 429, 500, 502, 503, 504, 599];
  expect(statuses.filter(isError)).toEqual([429, 500, 502, 503, 504, 599]);
  expect(statuses.filter(isRejection)).toEqual([429, 503]);
  expect(statuses.filter(isTimeout)).toEqual([504]);
});
