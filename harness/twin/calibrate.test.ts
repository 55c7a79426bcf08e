import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseSetOption } from '../../mock-service/settings/set-option.ts';
import { type DistributionSpec, meanOf } from '../../mock-service/time/distribution.ts';
import { parseTopology } from '../topology/read-topology.ts';
import type { Topology } from '../topology/topology.ts';
import { backtest } from './backtest.ts';
import { type Calibration, calibrate } from './calibrate.ts';
import { inProcess } from './test-drills.ts';
import { DESCRIBED, type SmallDay, smallDay, smallInputs, TRUTH } from './test-service.ts';

let day: SmallDay;
let calibration: Calibration;
let fitted: Topology;

beforeAll(async () => {
  day = await smallDay();
  const inputs = smallInputs(day);
  calibration = await calibrate(inputs, inProcess(inputs.settings), () => {});
  fitted = parseTopology(calibration.topology ?? '', 'fitted.yaml');
}, 240_000);

describe('a calibration', () => {
  test('finds the costs that the service has', () => {
    const real = { 'cost.hit': 4, 'cost.miss': 30, 'cost.write': 12, 'service.routes.GET /.cost': 3 };
    const { demands } = calibration.record;
    expect(demands.map(({ path }) => path).sort()).toEqual(Object.keys(real).sort());
    for (const { path, ms, interval } of demands) {
      const truth = real[path as keyof typeof real];
      expect(Math.abs(ms / truth - 1)).toBeLessThan(0.1);
      expect(interval[0]).toBeLessThan(truth * 1.05);
      expect(interval[1]).toBeGreaterThan(truth * 0.95);
    }
  });

  test('writes a topology in which every measured line says where it comes from, and every other that it is assumed', () => {
    const text = calibration.topology ?? '';
    expect(fitted).toMatchObject({
      name: 'fitted',
      calibration: 'calibration.json',
      pools: { primary: { instances: 2, cores: 1, memoryBytes: 2 ** 30 }, alternate: { instances: 2, cores: 1 } },
      directory: { concurrency: 50, latency: { fixed: expect.closeTo(6, 0) } },
    });
    expect(text).toMatch(/miss.*# \d.* ms \(.*–.*\), CPU over \d+ requests in \d+ windows of 10s/);
    expect(text).toMatch(/"?users"?: 200 ?,? # assumed/);
    expect(text).toMatch(/zipf: \d\.\d+.*# fitted by drills to a hit ratio of/);
    expect(parse(text).service.routes).toHaveProperty('GET /api/products/:id');
  });

  test('is held against windows that it was not fitted to', () => {
    const { verdict, heldOut, windows } = calibration.record;
    expect(verdict).toBe('measured');
    expect(heldOut.map(({ figure }) => figure)).toEqual(expect.arrayContaining(['cpu of primary', 'hit ratio', 'p50']));
    expect(heldOut.every(({ holds }) => holds)).toBe(true);
    expect(windows.heldOut).toBeGreaterThanOrEqual(3);
  });

  test('finds how uneven keys are', () => {
    const [product] = calibration.record.skews;
    expect(product?.name).toBe('product');
    expect(product?.skew).toBeCloseTo(0.9, 1);
  });

  test('draws its parameters together, as --set takes them', () => {
    const { draws } = calibration.record;
    expect(draws).toHaveLength(100);
    for (const draw of [draws[0], draws[99]]) {
      const drawn = parseTopology(calibration.topology ?? '', 'fitted.yaml', (draw ?? []).map(parseSetOption));
      expect(Math.abs(meanOf(drawn.cost.miss as DistributionSpec) / 30 - 1)).toBeLessThan(0.1);
      expect(drawn.fingerprint).not.toBe(fitted.fingerprint);
    }
  });

  test('that lacks what separates two costs writes no topology, and says what would help', async () => {
    // Every window has the same mix: hits and misses come as often as each other, to a scrape.
    const inputs = smallInputs(day);
    const counts = inputs.observation.instances.map(each => {
      const hits = each.counts.get('cost.hit') ?? [];
      return { ...each, counts: new Map([...each.counts, ['cost.miss', hits.map(value => (value ?? 0) / 2)]]) };
    });
    const observation = { ...inputs.observation, instances: counts };
    const { record, topology } = await calibrate({ ...inputs, observation }, inProcess(inputs.settings), () => {});
    expect(topology).toBeNull();
    expect(record.verdict).toBe('inconclusive');
    expect(record.reasons[0]).toMatch(/^cost\.hit is not identifiable: .*cost\.miss.*another hit ratio/);
  });

  test('of too short a time says how long it would have to be', async () => {
    const { fromMs } = day.span;
    const inputs = smallInputs({ ...day, span: { fromMs, toMs: fromMs + 60_000 } });
    const { record, topology } = await calibrate(inputs, inProcess(inputs.settings), () => {});
    expect(topology).toBeNull();
    expect(record.reasons[0]).toMatch(/5 windows of 10s .*12 at least are needed/);
  });

  test('that cannot do what the service did is not written', async () => {
    // A store of a tenth of the keys: no unevenness gives so low a hit ratio.
    const text = {
      ...DESCRIBED,
      service: { ...DESCRIBED.service, entries: { product: { count: 20 }, cart: { per: 'user' } } },
    };
    const inputs = smallInputs(day, text);
    const { record, topology } = await calibrate(inputs, inProcess(inputs.settings), () => {});
    expect(record.verdict).toBe('fail');
    expect(topology).toBeNull();
    expect(record.reasons.join(' ')).toMatch(/hit ratio: .* in the twin, .* measured/);
    expect(record.reasons.join(' ')).toMatch(/keys that are all alike give .* already/);
  });
});

describe('a backtest', () => {
  async function backtested(topology: Topology, of: SmallDay = day) {
    const inputs = smallInputs(of);
    return backtest({ ...inputs, topology, topologyFile: 'mine/topology.yaml' }, inProcess(inputs.settings));
  }

  test('holds on another day of the same service', async () => {
    const { verdict, apart, causes } = await backtested(fitted, await smallDay({}, {}, 2));
    expect(causes).toEqual([]);
    expect(apart.filter(({ holds }) => !holds)).toEqual([]);
    expect(verdict).toBe('holds');
  });

  test('is off where a cost is another by a fifth, and names it', async () => {
    const { verdict, causes } = await backtested({ ...fitted, cost: { ...fitted.cost, miss: { fixed: 36 } } });
    expect(verdict).toBe('off');
    expect(causes.map(({ path }) => path)).toEqual(['cost.miss']);
  });

  test('is off where a pool has one instance less, and says so', async () => {
    const { primary } = fitted.pools;
    const pools = { ...fitted.pools, primary: { ...primary, instances: 1 } } as Topology['pools'];
    const { verdict, causes, reasons } = await backtested({ ...fitted, pools });
    expect(verdict).toBe('off');
    expect(causes).toContainEqual({ path: 'pools.primary.instances', twin: '1', telemetry: '2' });
    expect(reasons.join(' ')).toContain('cpu of primary');
  });

  test('is off where keys are all alike and were not', async () => {
    const service = fitted.service as NonNullable<Topology['service']>;
    const entries = service.entries.map(each => ({ ...each, popularity: 'uniform' as const }));
    const { verdict, reasons } = await backtested({ ...fitted, service: { ...service, entries } });
    expect(verdict).toBe('off');
    expect(reasons.join(' ')).toMatch(/hit ratio: .* in the twin/);
  });
});

test('the truth of this service is not what is described', () => {
  expect(DESCRIBED.cost).not.toEqual(TRUTH.cost);
});
