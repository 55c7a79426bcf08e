import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';
import { rehearsedLoad } from './rehearsed-load.ts';
import { describe as sentence } from './scenario.ts';

test('a rehearsal has one user for each scenario of users, and all operators', () => {
  const { options, problems } = parseOptions(
    {
      scenarios: {
        users: {
          ...{ executor: 'ramping-arrival-rate', startRate: 10, timeUnit: '1m', preAllocatedVUs: 50, maxVUs: 100 },
          stages: [
            { target: 500, duration: '10s' },
            { target: 0, duration: '5s' },
          ],
        },
        steady: { executor: 'constant-arrival-rate', rate: 100, duration: '3s', preAllocatedVUs: 5, startTime: '2s' },
        loop: { executor: 'ramping-vus', startVUs: 3, stages: [{ target: 40, duration: '7s' }], exec: 'loop' },
        fail_over: { executor: 'per-vu-iterations', vus: 1, iterations: 1, startTime: '5s', maxDuration: '5s' },
      },
      thresholds: { http_req_duration: ['p(99)<800'] },
    },
    {},
    ['default', 'loop'],
  );
  expect(problems).toEqual([]);
  const rehearsed = rehearsedLoad(options);
  expect(rehearsed.scenarios.map(sentence)).toEqual([
    'users: 1 looping VU for 15s (gracefulStop: 30s)',
    'steady: 1 looping VU for 3s (startTime: 2s, gracefulStop: 30s)',
    'loop: 1 looping VU for 7s (exec: loop, gracefulStop: 30s)',
    sentence(options.scenarios[3] as (typeof options.scenarios)[number]),
  ]);
  expect(rehearsed.thresholds).toEqual([]);
});
