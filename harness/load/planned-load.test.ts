import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';
import { PlannedLoad } from './planned-load.ts';

const { options } = parseOptions({
  scenarios: {
    ramp: {
      executor: 'ramping-arrival-rate',
      timeUnit: '1m',
      stages: [{ target: 600, duration: '10s' }],
      preAllocatedVUs: 1,
    },
    late: { executor: 'constant-arrival-rate', rate: 3, duration: '5s', startTime: '8s', preAllocatedVUs: 1 },
    loop: { executor: 'constant-vus', vus: 5, duration: '20s' },
  },
});

describe('PlannedLoad', () => {
  const planned = new PlannedLoad(options.scenarios);

  it('adds up the scenarios that plan a rate, from their start times on', () => {
    expect(planned.scenarios).toEqual(['ramp', 'late']);
    expect([5000, 9000, 11_000, 13_000].map(ms => planned.rateAt(ms))).toEqual([5, 12, 3, 0]);
  });

  it('gives the iterations due in a stretch, of all or of one', () => {
    expect([planned.between(0, 60_000), planned.between(8000, 9000), planned.between(8000, 9000, 'late')]).toEqual([
      65,
      expect.closeTo(11.5),
      3,
    ]);
  });
});
