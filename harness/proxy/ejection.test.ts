import { expect, test } from 'vitest';
import { shouldEject } from './ejection.ts';

const config = { consecutive: 5, forMs: 30_000, maxShare: 0.5 };

test.each([
  ['four failures are too few', 4, 0, 8, false],
  ['five are enough', 5, 0, 8, true],
  ['half of the pool may be out', 5, 3, 8, true],
  ['but not more', 5, 4, 8, false],
  ['half of three is one', 5, 1, 3, false],
  ['a pool of one keeps it', 50, 0, 1, false],
])('%s', (_, failures, ejected, total, eject) => {
  expect(shouldEject(config, failures, ejected, total)).toBe(eject);
});
