import { expect, test } from 'vitest';
import { Lag } from './lag.ts';

test('the lag of iterations is that of all, counts by duration, and the 99th percentile since it was last asked for', () => {
  const lag = new Lag();
  expect(lag.takeP99Ms()).toBeNull();
  for (let ms = 1; ms <= 200; ms++) lag.add(ms);
  expect(lag.takeP99Ms()).toBeCloseTo(198, -1);
  lag.add(5);
  expect(lag.takeP99Ms()).toBeCloseTo(5, 0);
  expect(lag.takeP99Ms()).toBeNull();
  expect([lag.all.samples, lag.all.statistic('max')]).toEqual([201, 200]);
  expect(lag.durations.count).toBe(201);
});
