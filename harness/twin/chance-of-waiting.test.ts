import { expect, test } from 'vitest';
import { chanceOfWaiting } from './chance-of-waiting.ts';

test.each([
  [1, 0.3, 0.3],
  [2, 1, 1 / 3],
  [2, 0, 0],
  [4, 3, 0.5094],
])('of %i servers with %f Erlang a call waits with the chance that the formula gives', (servers, load, chance) => {
  expect(chanceOfWaiting(servers, load)).toBeCloseTo(chance, 3);
});
