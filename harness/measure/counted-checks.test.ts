import { expect, test } from 'vitest';
import { keptChecks, OTHER_CHECKS } from './counted-checks.ts';

test('checks beyond 200 are one, and none that fails is hidden by those that hold', () => {
  const checks = Array.from({ length: 300 }, (_, i) => ({ name: `user ${i}`, passes: 1, fails: i === 250 ? 7 : 0 }));
  const kept = keptChecks(checks);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([
    200,
    { name: 'user 250', passes: 1, fails: 7 },
    { name: OTHER_CHECKS, passes: 101, fails: 0 },
  ]);
});
