import { expect, test } from 'vitest';
import { lagLimitMs } from './lag-limit.ts';

test('lag of 20 ms is forgiven, and of a twentieth of the p99 objective if that is more', () => {
  expect([null, 100, 400, 800].map(p99Ms => lagLimitMs({ p99Ms }))).toEqual([20, 20, 20, 40]);
});
