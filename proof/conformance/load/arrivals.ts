import { expect } from 'vitest';
import type { Section } from '../script/case.ts';
import { DROPS, scenario } from './scenario-case.ts';

export const ARRIVALS: Section = {
  section: 'k6-contract §3 constant-arrival-rate and ramping-arrival-rate',
  cases: [
    scenario(
      'iteration n is due at n periods, from 0, before the duration is over',
      'constant-arrival-rate',
      "rate: 4, duration: '3s', preAllocatedVUs: 2",
      '',
      {
        iterations: { due: 12, completed: 12, dropped: 0 },
        metrics: { started: { min: 0, max: 2750, avg: 1375, count: 12 } },
      },
    ),
    scenario(
      'rates are per timeUnit',
      'constant-arrival-rate',
      "rate: 30, timeUnit: '1m', duration: '1m', preAllocatedVUs: 1",
      '',
      { metrics: { started: { max: 58_000, count: 30 } } },
    ),
    scenario(
      'load does not wait for iterations that take long',
      'constant-arrival-rate',
      "rate: 10, duration: '2s', preAllocatedVUs: 30, gracefulStop: '10s'",
      'sleep(5);',
      {
        iterations: { completed: 20, dropped: 0 },
        metrics: { started: { max: 1900 }, vu: { max: 20 } },
        durationS: expect.closeTo(6.9, 3),
      },
    ),
    scenario(
      'without a free VU an iteration is dropped, never queued',
      'constant-arrival-rate',
      "rate: 10, duration: '1s', preAllocatedVUs: 1, maxVUs: 3, gracefulStop: '10s'",
      'sleep(4);',
      {
        ...DROPS,
        iterations: { due: 10, started: 3, dropped: 7 },
        metrics: { started: { min: 0, max: 200 }, dropped_iterations: { count: 7 } },
      },
    ),
    scenario(
      'maxVUs is preAllocatedVUs unless said otherwise',
      'constant-arrival-rate',
      "rate: 10, duration: '1s', preAllocatedVUs: 2, gracefulStop: '10s'",
      'sleep(4);',
      { ...DROPS, iterations: { started: 2, dropped: 8 } },
    ),
    scenario(
      'the most recently freed VU is used first',
      'constant-arrival-rate',
      "rate: 1, duration: '10s', preAllocatedVUs: 5",
      'sleep(0.5);',
      { metrics: { vu: { min: 1, max: 1 } } },
    ),
    scenario(
      'a ramp starts iterations where its running count passes whole numbers: 0 to 100/s in 10 s',
      'ramping-arrival-rate',
      "startRate: 0, stages: [{ target: 100, duration: '10s' }], preAllocatedVUs: 10",
      '',
      {
        iterations: { due: 500 },
        metrics: { started: { min: expect.closeTo(447.2, 1), max: expect.closeTo(10_000, 6) } },
      },
    ),
    scenario(
      'fractions carry over from stage to stage: 2/s for 5 s, then to 3/s in 5 s',
      'ramping-arrival-rate',
      "startRate: 2, stages: [{ target: 2, duration: '5s' }, { target: 3, duration: '5s' }], preAllocatedVUs: 10",
      '',
      { iterations: { due: 22 }, metrics: { started: { min: 500, max: expect.closeTo(9832, 0) } } },
    ),
    scenario(
      "a stage of '0s' is a jump",
      'ramping-arrival-rate',
      "startRate: 10, stages: [{ target: 10, duration: '1s' }, { target: 100, duration: '0s' }, { target: 100, duration: '1s' }], preAllocatedVUs: 10",
      '',
      { iterations: { due: 110 } },
    ),
    scenario(
      'a ramp to nothing ends with few',
      'ramping-arrival-rate',
      "startRate: 10, timeUnit: '1s', stages: [{ target: 0, duration: '4s' }], preAllocatedVUs: 10",
      '',
      { iterations: { due: 20 }, metrics: { started: { max: expect.closeTo(4000, 6) } } },
    ),
    {
      ...scenario(
        'Poisson arrivals come as often in the mean, at irregular times, and the same for the same seed',
        'constant-arrival-rate',
        "rate: 100, duration: '100s', preAllocatedVUs: 10",
        '',
        { iterations: { due: expect.closeTo(10_000, -2.6) }, metrics: { started: { min: expect.not.closeTo(0, 3) } } },
      ),
      arrivals: 'poisson',
    },
    scenario(
      'an iteration that runs when the time is over gets gracefulStop',
      'constant-arrival-rate',
      "rate: 1, duration: '2s', preAllocatedVUs: 5, gracefulStop: '3s'",
      'sleep(__VU === 1 ? 4 : 6);',
      { iterations: { completed: 1, interrupted: 1 }, durationS: 5 },
    ),
    scenario(
      "with gracefulStop '0s' it is interrupted at once",
      'constant-arrival-rate',
      "rate: 1, duration: '3s', preAllocatedVUs: 5, gracefulStop: '0s'",
      'sleep(100);',
      { iterations: { completed: 0, interrupted: 3 }, durationS: 3 },
    ),
    scenario(
      'gracefulStop is 30 s unless said otherwise',
      'constant-arrival-rate',
      "rate: 1, duration: '1s', preAllocatedVUs: 1",
      'sleep(100);',
      { iterations: { interrupted: 1 }, durationS: 31 },
    ),
  ],
};
