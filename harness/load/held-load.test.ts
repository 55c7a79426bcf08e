import { describe, expect, test } from 'vitest';
import { busiestRate, heldMs, holdLoad } from './held-load.ts';
import { type DrillOptions, parseOptions } from './options.ts';
import { PlannedLoad } from './planned-load.ts';

const ARRIVALS = { preAllocatedVUs: 10, maxVUs: 50 };
const OPERATOR = { executor: 'per-vu-iterations', exec: 'operate', startTime: '3s' };

function options(scenarios: Record<string, unknown>): DrillOptions {
  const { options, problems } = parseOptions({ scenarios, thresholds: { http_reqs: ['count>0'] } });
  expect(problems).toEqual([]);
  return options;
}

const RAMP = {
  ...{
    executor: 'ramping-arrival-rate',
    ...ARRIVALS,
    startRate: 10,
    timeUnit: '1s',
    exec: 'browse',
    gracefulStop: '3s',
  },
  stages: [
    { target: 40, duration: '10s' },
    { target: 20, duration: '0s' },
    { target: 20, duration: '10s' },
  ],
};

const HELD = { stages: [{ factor: 1.5, durationMs: 20_000 }], gracefulStopMs: 5000 };

describe('a held load', () => {
  test('is the script’s highest rate times the factor, and nothing of operators, loops and thresholds', () => {
    const script = options({
      users: RAMP,
      operator: OPERATOR,
      loop: { executor: 'constant-vus', vus: 3, duration: '5s' },
    });
    const { options: held, problems } = holdLoad(script, HELD);
    expect(problems).toEqual([]);
    expect(held.scenarios.map(({ name, exec }) => [name, exec])).toEqual([['users', 'browse']]);
    expect(held.thresholds).toEqual([]);
    const planned = new PlannedLoad(held.scenarios);
    for (const ms of [0, 1, 10_000, 19_999]) expect(planned.rateAt(ms)).toBeCloseTo(60, 2);
    expect(planned.between(0, 60_000)).toBeCloseTo(1200, 0);
  });

  test('keeps the mix of the moment with the highest sum', () => {
    const script = options({
      ramp: RAMP,
      // At 10 s: 40 a second and these 6; later 20 and these 6, and 10 more from 15 s on.
      steady: { executor: 'constant-arrival-rate', ...ARRIVALS, rate: 360, timeUnit: '1m', duration: '30s' },
      late: { executor: 'constant-arrival-rate', ...ARRIVALS, rate: 10, duration: '5s', startTime: '15s' },
    });
    expect(busiestRate(script.scenarios)).toBeCloseTo(46, 2);
    const planned = new PlannedLoad(holdLoad(script, HELD).options.scenarios);
    expect(planned.rateAt(5000, 'ramp') / planned.rateAt(5000, 'steady')).toBeCloseTo(40 / 6, 2);
    expect(planned.scenarios).toEqual(['ramp', 'steady']);
  });

  test('has the mix of a scenario’s busiest moment where that starts late', () => {
    const late = { executor: 'constant-arrival-rate', ...ARRIVALS, rate: 50, duration: '5s', startTime: '30s' };
    const script = options({ ramp: RAMP, late });
    expect(busiestRate(script.scenarios)).toBeCloseTo(50, 2);
    expect(holdLoad(script, HELD).options.scenarios.map(({ name }) => name)).toEqual(['late']);
  });

  test('has the mix just before a jump down', () => {
    const stages = [
      { target: 90, duration: '10s' },
      { target: 10, duration: '0s' },
      { target: 10, duration: '10s' },
      { target: 80, duration: '10s' },
    ];
    expect(busiestRate(options({ users: { ...RAMP, startRate: 10, stages } }).scenarios)).toBeCloseTo(90, 1);
  });

  test('has as many more preallocated VUs as it is higher, rounded up', () => {
    const preallocated = (preAllocatedVUs: number) =>
      holdLoad(options({ users: { ...RAMP, preAllocatedVUs } }), HELD).options.scenarios[0];
    expect([preallocated(10), preallocated(5)]).toMatchObject([{ preAllocatedVUs: 15 }, { preAllocatedVUs: 8 }]);
  });

  test('goes from stage to stage at once', () => {
    const stages = [
      { factor: 2, durationMs: 5000 },
      { factor: 0.5, durationMs: 10_000 },
    ];
    const { options: held } = holdLoad(options({ users: RAMP }), { stages, gracefulStopMs: 0 });
    const planned = new PlannedLoad(held.scenarios);
    expect([0, 4999, 5000, 14_999, 15_001].map(ms => Math.round(planned.rateAt(ms)))).toEqual([80, 80, 20, 20, 0]);
    expect(heldMs({ stages, gracefulStopMs: 0 })).toBe(15_000);
  });

  test('has VUs for sessions that an overload stretches, and time for the last requests', () => {
    const { options: held } = holdLoad(options({ users: RAMP }), HELD);
    expect(held.scenarios[0]).toMatchObject({ preAllocatedVUs: 15, gracefulStopMs: 5000 });
    expect((held.scenarios[0] as { maxVUs: number }).maxVUs).toBeGreaterThan(60 * 30);
  });

  test('has a minute’s sessions of VUs at its highest rate, or as many as the script has', () => {
    const maxVUs = (factor: number, more: object = {}): number => {
      const stages = [
        { factor: 0.1, durationMs: 1000 },
        { factor, durationMs: 1000 },
      ];
      const { options: held } = holdLoad(options({ users: { ...RAMP, ...more } }), { stages, gracefulStopMs: 0 });
      return (held.scenarios[0] as { maxVUs: number }).maxVUs;
    };
    // 40 a second at the most.
    expect([maxVUs(1.5), maxVUs(0.2), maxVUs(1.5, { maxVUs: 9000 })]).toEqual([3600, 480, 9000]);
  });

  test('is for the script’s users as they are: from the start, with their tags, and with the longer of two graceful stops', () => {
    const users = { ...RAMP, startTime: '7s', tags: { kind: 'read' }, env: { SIDE: 'left' } };
    const { options: held } = holdLoad(options({ users }), { ...HELD, gracefulStopMs: 1000 });
    expect(held.scenarios).toMatchObject([
      {
        ...{ executor: 'ramping-arrival-rate', startTimeMs: 0, timeUnitMs: 1000, gracefulStopMs: 3000 },
        ...{ tags: { kind: 'read' }, env: { SIDE: 'left' }, startRate: expect.closeTo(60, 3) },
      },
    ]);
  });

  test('is nothing of a script without an open loop', () => {
    expect(busiestRate(options({ operator: OPERATOR }).scenarios)).toBe(0);
  });

  test('takes an open loop', () => {
    const { problems } = holdLoad(options({ operator: OPERATOR }), HELD);
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toMatchInlineSnapshot(`
      [
        "options.scenarios: no scenario has an arrival-rate executor (constant-arrival-rate, ramping-arrival-rate): load that waits for the system cannot be held at a rate",
      ]
    `);
  });
});
