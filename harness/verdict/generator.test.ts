import { describe, expect, test } from 'vitest';
import { assertIterationAccount, type GeneratorFacts, generatorFaults, vusNeeded } from './generator.ts';
import { lagLimitMs } from './lag-limit.ts';
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

describe('a generator cannot vouch for a pass', () => {
  const series = testSeries({ seconds: 30, second: () => ({ vus: 200 }) });
  const faults = (facts: Partial<GeneratorFacts>): string[] =>
    generatorFaults({ ...HEALTHY_GENERATOR, ...facts }, { ...NO_OBJECTIVES, p99Ms: 800 }, series).map(fault =>
      fault.replace(/[:.] .*/, ''),
    );
  const lag = (p99: number | null) => ({ lagMs: { p50: 0, p99, max: 100 } });

  test('if it dropped more than one in a thousand iterations', () => {
    expect(faults({ dueIterations: 4000, droppedIterations: 4 })).toEqual([]);
    expect(faults({ dueIterations: 4000, droppedIterations: 5 })).toEqual([
      'The generator dropped 5 of 4,000 iterations due (0.13%; up to 0.1% is tolerated)',
    ]);
  });

  test('if iterations started later than is tolerated', () => {
    expect([faults(lag(null)), faults(lag(40))]).toEqual([[], []]);
    expect(faults(lag(40.5))).toEqual(['Iterations started late']);
  });

  test('if more than one in a hundred iterations threw for no request’s sake, or more than half at all', () => {
    const failed = (failedIterations: number, scriptFailedIterations: number) =>
      faults({ startedIterations: 1000, failedIterations, scriptFailedIterations });
    expect([failed(10, 10), failed(500, 0)]).toEqual([[], []]);
    expect(failed(11, 11)).toEqual([
      '11 of 1,000 iterations (1.1%; up to 1% is tolerated) ended with an exception although none of their requests had failed',
    ]);
    expect(failed(501, 0)).toEqual([
      '501 of 1,000 iterations (50.1%) ended with an exception after one of their requests had failed',
    ]);
    expect(failed(600, 600)).toHaveLength(1);
  });
});

test('VUs needed are those of the worst second, and one more for each iteration that is dropped in it', () => {
  const second = (s: number) => ({ vus: s === 3 ? 50 : 20, dropped: s === 3 ? 7 : 0 });
  const series = testSeries({ seconds: 10, second });
  expect(vusNeeded({ ...HEALTHY_GENERATOR, meanIterationMs: 100 }, series)).toBe(57);
});

test('load that the target does not take is told', () => {
  const series = testSeries({ seconds: 30, second: () => ({ vus: 200 }) });
  const [fault, ...more] = generatorFaults({ ...HEALTHY_GENERATOR, heldBack: 1200 }, NO_OBJECTIVES, series);
  expect(fault).toMatch(/^1,200 requests were held back, since the target's safety\.most allows no more in a second/);
  expect(more).toEqual([]);
});
