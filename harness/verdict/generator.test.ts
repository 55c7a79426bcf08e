import { expect, test } from 'vitest';
import { assertIterationAccount, lagLimitMs, vusNeeded } from './generator.ts';
import { HEALTHY_GENERATOR, NO_OBJECTIVES, testSeries } from './test-drill.ts';

test('lag is tolerated up to 5 % of the p99 objective, and 20 ms in any case', () => {
  expect(lagLimitMs({ ...NO_OBJECTIVES, p99Ms: 800 })).toBe(40);
  expect(lagLimitMs({ ...NO_OBJECTIVES, p99Ms: 100 })).toBe(20);
  expect(lagLimitMs(NO_OBJECTIVES)).toBe(20);
});

test('VUs needed: the busy ones, and the dropped iterations for as long as they would have run', () => {
  // 10 dropped a second for ten seconds, each of 3 s: 30 more at a time.
  const series = testSeries({ seconds: 30, second: s => ({ vus: 200, dropped: s >= 10 && s < 20 ? 10 : 0 }) });
  expect(vusNeeded({ ...HEALTHY_GENERATOR, meanIterationMs: 3000 }, series)).toBe(230);
  expect(vusNeeded({ ...HEALTHY_GENERATOR, meanIterationMs: null }, series)).toBe(210);
});

test('iterations that are not accounted for are our own bug', () => {
  expect(() => assertIterationAccount(HEALTHY_GENERATOR)).not.toThrow();
  expect(() =>
    assertIterationAccount({ ...HEALTHY_GENERATOR, droppedIterations: 1 }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[Error: the account of iterations does not balance: 4000 due, but 4000 started + 1 dropped]`,
  );
  expect(() =>
    assertIterationAccount({ ...HEALTHY_GENERATOR, failedIterations: 1 }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[Error: the account of iterations does not balance: 4000 started, but 3990 completed + 1 failed + 10 interrupted]`,
  );
});
