import { expect, test } from 'vitest';
import { bisection } from '../verdict/capacity-search.ts';
import { holdMsFor } from '../verdict/hold-time.ts';
import { type CapacityPlan, capacityOfSeed, neededInstances } from './capacity-run.ts';
import { holdSpec } from './probe-spec.ts';
import { ProbeFailed } from './probe-workers.ts';
import { testProbe, testSpec } from './test-probe.ts';

/** `ONE_CALL` plans 100 iterations a second. */
const BUSIEST = 100;
const run = await testProbe();

function plan(timeoutMs: number, changes: Partial<CapacityPlan> = {}): CapacityPlan {
  const resolution = changes.resolution ?? 0.01;
  return {
    ...{ pool: 'alternate', start: 'warm', resolution, holdMs: holdMsFor(timeoutMs, resolution) },
    ...{ next: bisection, recovery: false },
    ...changes,
  };
}

test('two cores at 10 ms a request bear 200 requests a second', async () => {
  const spec = testSpec({ proxy: { timeout: '300ms' } }, 'ttl: none');
  const { heldPerSecond, brokePerSecond, callsPerSession } = await capacityOfSeed(spec, plan(300), BUSIEST, run);
  expect(callsPerSession).toBe(1);
  expect(heldPerSecond).toBeGreaterThan(200 * 0.985);
  expect(heldPerSecond).toBeLessThanOrEqual(200 * 1.01);
  expect(brokePerSecond).toBeGreaterThan(200);
});

test('random arrivals do not change that', async () => {
  const spec = { ...testSpec({}, 'ttl: none'), arrivals: 'poisson' as const };
  const { heldPerSecond } = await capacityOfSeed(spec, plan(2000), BUSIEST, run);
  expect(Math.abs((heldPerSecond as number) / 200 - 1)).toBeLessThan(0.02);
});

/** Half of the users, all equally frequent, fit in: a request costs (0.2 ms + 2 ms) / 2 on average, so that two cores bear 1818 a second. */
test('a cache that is too small takes its share of the capacity', async () => {
  const costs = { hit: { fixed: '0.2ms' }, miss: { fixed: '2ms' } };
  const topology = { users: 20_000, cost: costs, proxy: { timeout: '250ms' } };
  const spec = {
    ...testSpec(topology, 'ttl: none\ncapacity: 10000'),
    arrivals: 'poisson' as const,
    env: { PEAK: '1500' },
  };
  const { heldPerSecond } = await capacityOfSeed(spec, plan(250), 1500, run);
  expect(Math.abs((heldPerSecond as number) / 1818 - 1)).toBeLessThan(0.02);
});

test('a step too short to show the onset would let too much pass', async () => {
  const spec = testSpec({ proxy: { timeout: '30s' }, cost: { hit: { fixed: '100ms' } } }, 'ttl: none');
  // ρ = 1.05: the first 504 is seen after 30 s · 1.05 / 0.05 = 630 s, of a request sent 30 s before.
  const outcome = async (holdMs: number): Promise<string> =>
    (await run(holdSpec(spec, { pool: 'alternate', start: 'warm', holdMs }, 0.21))).verdict;
  expect(await outcome(590_000)).toBe('pass');
  expect(await outcome(holdMsFor(30_000, 0.05))).toBe('fail');
});

test('what drops late results comes back from an overload at far less than it bears', async () => {
  const topology = { users: 30, cost: { hit: { fixed: '10ms' }, miss: { fixed: '200ms' } } };
  const search = plan(2000, { resolution: 0.1, holdMs: holdMsFor(2000, 0.1), recovery: true });
  const measure = (settings: string) => capacityOfSeed(testSpec(topology, settings), search, BUSIEST, run);
  const worse = await measure('ttl: 20s\nkeepLateResults: false\ncoalesce: false');
  const better = await measure('ttl: 20s');
  expect(worse.recoversAtPerSecond ?? 0).toBeLessThan(0.5 * (worse.heldPerSecond as number));
  expect(better.recoversAtPerSecond).toBeGreaterThan(0.75 * (better.heldPerSecond as number));
});

/** Somebody presses Ctrl-C after so many probes. */
function interruptedAfter(probes: number): typeof run {
  let left = probes;
  return async spec => {
    if (left-- === 0) throw new ProbeFailed(105, 'interrupted');
    return run(spec);
  };
}

test('a search that is interrupted has what it had found until then; without a probe it has nothing', async () => {
  const spec = testSpec({ proxy: { timeout: '300ms' } }, 'ttl: none');
  const search = (probes: number) => capacityOfSeed(spec, plan(300), BUSIEST, interruptedAfter(probes));
  const { finished, heldPerSecond, brokePerSecond, probes } = await search(3);
  expect([finished, probes.length]).toEqual([false, 3]);
  expect(heldPerSecond).toBe(
    Math.max(...probes.filter(each => each.outcome === 'held').map(each => each.ratePerSecond)),
  );
  expect(brokePerSecond).toBe(
    Math.min(...probes.filter(each => each.outcome === 'broke').map(each => each.ratePerSecond)),
  );
  await expect(search(0)).rejects.toMatchObject({ code: 105 });
});

test('what a search has found is told after each probe, as if it were interrupted now', async () => {
  const spec = testSpec({ proxy: { timeout: '300ms' } }, 'ttl: none');
  const told: [number, number | null, boolean][] = [];
  const { heldPerSecond } = await capacityOfSeed(spec, plan(300), BUSIEST, run, (probe, found) => {
    expect(found.probes.at(-1)).toBe(probe);
    told.push([found.probes.length, found.heldPerSecond, found.finished]);
  });
  expect(told.map(([probes]) => probes)).toEqual(told.map((_, i) => i + 1));
  expect(told.some(([, , finished]) => finished)).toBe(false);
  expect(told.at(-1)?.[1]).toBe(heldPerSecond);
});

test('a search for instances that is interrupted has those that it had tried', async () => {
  const pools = { primary: POOL, alternate: POOL };
  const spec = testSpec({ pools, proxy: { timeout: '300ms' }, users: 5000 }, 'ttl: none');
  const found = await neededInstances(spec, plan(300), 330, BUSIEST, interruptedAfter(3));
  expect(found).toMatchObject({ interrupted: { finished: 0, planned: 1 }, probes: [{}, {}] });
});

test('the instances that a load needs', async () => {
  // 100 requests a second each.
  const spec = testSpec(
    { pools: { primary: POOL, alternate: POOL }, proxy: { timeout: '300ms' }, users: 5000 },
    'ttl: none',
  );
  const found = await neededInstances(spec, plan(300), 330, BUSIEST, run);
  expect(found.instances).toBe(4);
  expect(found.probes.map(({ instances, outcome }) => `${instances} ${outcome}`)).toContain('3 broke');
});

const POOL = { instances: 1, cores: 1, memory: '8GiB', queue: 'none' };

test('the pool of a probe bears all of the load, whatever the script’s operators order', async () => {
  const record = await run(holdSpec(testSpec({}, 'ttl: none'), plan(2000, { holdMs: 20_000 }), 1));
  expect(record.requests.offered).toBeGreaterThan(1990);
  expect(record.series.columns['primary.offered']?.filter(each => each !== 0 && each !== null)).toEqual([]);
  expect(record.thresholds).toEqual([]);
});

test('a pool that has no answer for anybody has no capacity', async () => {
  const spec = testSpec({ directory: { latency: { fixed: '1ms' }, unknownUsers: '100%' } }, 'ttl: none');
  await expect(capacityOfSeed(spec, plan(2000, { start: 'cold' }), BUSIEST, run)).rejects.toMatchObject({
    code: 90,
    message: expect.stringMatching(/^There is no capacity to measure: 0% of the answers were .* × 404\.$/),
  });
});
