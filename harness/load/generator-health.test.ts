import { expect, it } from 'vitest';
import { Trend } from '../measure/trend.ts';
import { Accounts } from './accounts.ts';
import { generatorHealth } from './generator-health.ts';

const ACCOUNTS = Object.assign(new Accounts(), {
  ...{ due: 20, started: 15, dropped: 5, completed: 8, failed: 4, failedAfterRequest: 3, interrupted: 1 },
});

it('counts iterations under way as interrupted', () => {
  expect(generatorHealth(ACCOUNTS, null, 7)).toEqual({
    ...{ dueIterations: 20, startedIterations: 15, droppedIterations: 5, completedIterations: 8 },
    ...{ failedIterations: 4, failedAfterRequest: 3, interruptedIterations: 3, lagMs: null, peakVus: 7 },
  });
});

it('has a lag once an iteration has started', () => {
  const lag = new Trend('time');
  expect(generatorHealth(ACCOUNTS, lag, 7).lagMs).toBeNull();
  for (let ms = 1; ms <= 100; ms++) lag.add(ms);
  const { lagMs } = generatorHealth(ACCOUNTS, lag, 7);
  expect(lagMs?.p50).toBeCloseTo(50, -1);
  expect(lagMs?.p99).toBeGreaterThan(97);
  expect(lagMs?.max).toBe(100);
});
