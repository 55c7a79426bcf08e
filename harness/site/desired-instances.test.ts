import { describe, expect, test } from 'vitest';
import type { AutoscaleConfig } from '../topology/topology.ts';
import { allowedInstances, desiredInstances } from './desired-instances.ts';

const CONFIG: AutoscaleConfig = {
  ...{ cpu: 0.5, min: 1, max: 100, everyMs: 15_000, tolerance: 0.1, bootMs: 60_000 },
  ...{ up: 1, down: 1, stabilizeMs: 300_000, fails: 0 },
};

describe('what is wanted, by the examples of the Kubernetes documentation', () => {
  test.each([
    ['a metric of 200m where 100m is desired doubles the replicas', 4, 0.2, { cpu: 0.1 }, 8],
    ['50m halves them', 4, 0.05, { cpu: 0.1 }, 2],
    ['305 % where 50 % is the target makes 1 to 7', 1, 3.05, {}, 7],
    ['a ratio within the tolerance changes nothing', 10, 0.55, {}, 10],
    ['nor below', 10, 0.45, {}, 10],
    ['beyond it, it does', 10, 0.56, {}, 12],
    ['never more than max', 60, 1, {}, 100],
    ['nor less than min', 4, 0, { min: 3 }, 3],
  ])('%s', (_, current, cpu, config, desired) => {
    expect(desiredInstances(current, cpu, { ...CONFIG, ...config })).toBe(desired);
  });
});

describe('what may be asked for', () => {
  const wanted = (...desired: number[]) => desired.map((each, i) => ({ atMs: i * 15_000, desired: each }));

  test('up by at most 100 % in any minute', () => {
    expect(allowedInstances(4, wanted(20), [], CONFIG, 0)).toBe(8);
    const steps = [{ atMs: 0, from: 4, to: 8 }];
    expect(allowedInstances(8, wanted(20), steps, CONFIG, 45_000)).toBe(8);
    expect(allowedInstances(8, wanted(20), steps, CONFIG, 60_000)).toBe(16);
  });

  test('down to no less than was wanted within the time of stabilization', () => {
    const config = { ...CONFIG, stabilizeMs: 60_000 };
    expect(allowedInstances(10, wanted(10, 7, 3), [], config, 30_000)).toBe(10);
    expect(allowedInstances(10, wanted(10, 7, 3), [], config, 60_000)).toBe(7);
    expect(allowedInstances(10, wanted(10, 7, 3), [], config, 90_000)).toBe(3);
  });

  test('down by at most its share in any minute', () => {
    const config = { ...CONFIG, stabilizeMs: 0, down: 0.25 };
    expect(allowedInstances(16, wanted(2), [], config, 0)).toBe(12);
    expect(allowedInstances(12, wanted(2), [{ atMs: 0, from: 16, to: 12 }], config, 30_000)).toBe(12);
    expect(allowedInstances(12, wanted(2), [{ atMs: 0, from: 16, to: 12 }], config, 60_000)).toBe(9);
  });
});
