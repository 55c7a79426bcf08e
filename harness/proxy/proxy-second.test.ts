import { expect, it } from 'vitest';
import { DurationCounts } from '../../mock-service/time/duration-counts.ts';
import { ProxySeconds } from './proxy-second.ts';
import type { InstanceSnapshot, PoolSnapshot } from './proxy-snapshot.ts';

/** A pool with one instance that has answered so often, and as fast. */
function pool(outcomes: Record<number, number>, durationsMs: readonly number[], unserved = 0): PoolSnapshot {
  const durations = new DurationCounts();
  for (const each of durationsMs) durations.add(each);
  const instance: InstanceSnapshot = {
    ...{ name: 'p-0', up: true, ejected: false, weight: null, inFlight: 0, attempts: 0, retries: 0 },
    ...{ checksPassed: 0, checksFailed: 0, ejections: 0, broken: [] },
    outcomes: Object.entries(outcomes).map(([status, count]) => ({ status: Number(status), reason: null, count })),
  };
  return {
    ...{ name: 'p', weight: 1, active: true, abandoned: 0, instances: [instance], durations: durations.read() },
    unserved: unserved === 0 ? [] : [{ status: 503, reason: 'no-healthy', count: unserved }],
  };
}

it('gives what was answered since the last second, by what it meant to users', () => {
  const seconds = new ProxySeconds();
  seconds.next({ pools: [pool({ 200: 10 }, [])] });
  const { ended, good, timeouts, rejected, errors } = seconds.next({
    pools: [pool({ 200: 15, 404: 1, 502: 2, 503: 3, 504: 4, 429: 5 }, [], 6)],
  });
  expect({ ended, good, timeouts, rejected, errors }).toEqual({
    ...{ ended: 26, good: 5, timeouts: 4, rejected: 14, errors: 20 },
  });
});

it('knows nothing of latency in a second without answers, and forgets the seconds before', () => {
  const seconds = new ProxySeconds();
  const slow = new Array(100).fill(2000);
  expect(seconds.next({ pools: [pool({}, slow)] }).p99Ms).toBeCloseTo(1995);
  expect(seconds.next({ pools: [pool({}, slow)] })).toMatchObject({ p50Ms: null, p99Ms: null });
  const fast = seconds.next({ pools: [pool({}, [...slow, ...new Array(100).fill(4)])] });
  expect(fast.p50Ms).toBeCloseTo(4);
  expect(fast.p99Ms).toBeCloseTo(4.98);
});

it('says of what is beyond the last bound that it is at least that', () => {
  expect(new ProxySeconds().next({ pools: [pool({}, [60_000])] }).p99Ms).toBe(30_000);
});
