import { expect, test } from 'vitest';
import { loadPerformance } from './load-performance.ts';

test('each metric by its name, with its figures, and a share as the value of a rate', () => {
  const metrics = {
    checks: { type: 'rate', contains: 'default', values: { rate: 0.75, passes: 3, fails: 1 } },
    http_reqs: { type: 'counter', contains: 'default', values: { count: 4, rate: 2 } },
    http_req_waiting: { type: 'trend', contains: 'time', values: { avg: 5, 'p(90)': 8, 'p(95)': 9 } },
  } as const;
  expect(JSON.parse(loadPerformance({ metrics }))).toEqual({
    metrics: {
      checks: { passes: 3, fails: 1, value: 0.75 },
      http_reqs: { count: 4, rate: 2 },
      http_req_waiting: { avg: 5, 'p(90)': 8, 'p(95)': 9 },
    },
  });
});
