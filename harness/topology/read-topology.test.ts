import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { checkTopology } from './parse-topology.ts';
import { parseTopology, readTopology } from './read-topology.ts';

const POOL = { instances: 1, cores: 1, memory: '1GiB' };
const SMALLEST = { name: 'one', peak: 10, pools: { primary: POOL, alternate: POOL } };

function messageFor(text: string): string {
  try {
    parseTopology(text, 't.yaml');
  } catch (error) {
    if (error instanceof InputErrors) return error.message;
    throw error;
  }
  return 'no error';
}

describe('values', () => {
  test('the shipped region has the figures that it was tuned with', () => {
    expect(readTopology(fileURLToPath(new URL('../../scenarios/topologies/eu.yaml', import.meta.url)))).toMatchObject({
      name: 'eu',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      scale: 100,
      users: 20_000,
      popularity: 'uniform',
      peakPerSecond: 1000,
      pools: {
        primary: {
          instances: 8,
          cores: 2,
          memoryBytes: 512 * 1_048_576,
          queue: 800,
          expired: 'serve',
          start: 'cold',
          restartAfterMs: 10_000,
        },
        alternate: {
          instances: 4,
          cores: 2,
          memoryBytes: 384 * 1_048_576,
          queue: 800,
          expired: 'serve',
          start: 'cold',
          restartAfterMs: 10_000,
        },
      },
      cost: {
        hit: { fixed: 3 },
        miss: { lognormal: { p50: 26, p99: 85 } },
        write: { exponential: 30 },
        requestSizeBytes: 256 * 1024,
        baseMemoryBytes: 96 * 1_048_576,
        gc: 0.02,
      },
      directory: {
        latency: { lognormal: { p50: 8, p99: 60 } },
        concurrency: 200,
        timeoutMs: 1000,
        errors: 0,
        unknownUsers: 0,
      },
      proxy: {
        timeoutMs: 2000,
        connectTimeoutMs: 250,
        retries: 0,
        retryOn: ['503', 'refused', 'reset'],
        retryBudget: 0.2,
        balance: 'hash-user',
        failover: 'manual',
        health: { intervalMs: 2000, timeoutMs: 1000, fall: 3, rise: 2, depth: 'shallow' },
        ejection: 'off',
        networkDelayMs: 0.5,
      },
      objectives: { timeouts: 0, errors: 0.001, good: 0.99, p99Ms: 800, recoveryMs: 8000, headroom: 1.1 },
    });
  });

  test('what the shipped region leaves to defaults is the same when it is written', () => {
    const { name: _, scale, peakPerSecond, pools, fingerprint, ...rest } = readTopology('scenarios/topologies/eu.yaml');
    // Its drill is short, and so is what it grants: a minute is the default.
    const objectives = { ...rest.objectives, recoveryMs: 60_000 };
    expect(checkTopology(SMALLEST)).toMatchObject({ ...rest, objectives });
  });

  test('words stand for values of their own', () => {
    const topology = checkTopology({
      ...SMALLEST,
      popularity: { zipf: 1 },
      pools: { primary: { ...POOL, queue: 'none' }, alternate: POOL, third: POOL },
      proxy: { failover: 'priority', ejection: { consecutive: 3 }, retryOn: [504, '502', '502'] },
      objectives: { timeouts: '1%', errors: 'none', p99: 'off', headroom: 'off' },
    });
    expect(topology.popularity).toEqual({ zipf: 1 });
    expect(topology.pools.primary?.queue).toBe(Number.POSITIVE_INFINITY);
    expect(Object.keys(topology.pools)).toEqual(['primary', 'alternate', 'third']);
    expect(topology.proxy).toMatchObject({
      failover: { priority: { overprovisioning: 1.4 } },
      ejection: { consecutive: 3, forMs: 30_000, maxShare: 0.5 },
      retryOn: ['502', '504'],
    });
    expect(topology.objectives).toMatchObject({
      timeouts: 0.01,
      errors: 0,
      good: 0.99,
      p99Ms: null,
      recoveryMs: 60_000,
      headroom: null,
    });
  });

  test('the fingerprint is of the values', () => {
    const written = { ...SMALLEST, proxy: { timeout: '2000ms', failover: { priority: {} } } };
    const same = { proxy: { failover: 'priority' }, ...SMALLEST };
    expect(checkTopology(written).fingerprint).toBe(checkTopology(same).fingerprint);
    expect(checkTopology(written).fingerprint).not.toBe(checkTopology(SMALLEST).fingerprint);
  });
});

describe('errors', () => {
  test('all of a file are told at once, in reading order', () => {
    expect(
      messageFor(`name: EU
pools:
  primary: { instances: 0, cores: 1.5, memory: 512, que: 3 }
  Alt: {}
proxy:
  failover: { prio: 1 }
  balance: rr
  retryOn: [503, 501]
  ejection: { for: 3 }
  timeout: 0s
cost:
  hit: 3ms
  miss: { lognormal: { p50: 30ms, p99: 3ms } }
  write: { exponental: 3ms }
  gc: a lot
directory:
  latency: { fixed: 1ms, exponential: 2ms }
  errors: 200%
objectives: { timeouts: few, p99: fast }
timeout: 3s
popularity: zipf
`),
    ).toMatchInlineSnapshot(`
      "t.yaml:1:1 peak: missing; a number, above 0
      t.yaml:1:7 name: not such a name (got EU); lower-case letters, digits and dashes, such as eu or us-west
      t.yaml:3:25 pools.primary.instances: below 1 (got 0); a whole number, from 1 up to 10000
      t.yaml:3:48 pools.primary.memory: a size without a unit (got 512); a size with its unit, such as 64KiB, 512MiB or 2GiB, above 0B; did you mean 512MiB?
      t.yaml:3:53 pools.primary.que: unknown key; the keys here are instances, cores, quota, memory, queue, expired, start, restartAfter, autoscale, slowStart, shed, warmUp; did you mean queue?
      t.yaml:4:3 pools.Alt: not a name (got Alt); lower-case letters, digits and dashes, and not directory or cache-tier
      t.yaml:6:15 proxy.failover.prio: unknown key; the keys here are priority; did you mean priority?
      t.yaml:7:12 proxy.balance: not a value it can have (got rr); one of hash-user, round-robin, least-request
      t.yaml:8:18 proxy.retryOn.1: not a value it can have (got 501); one of 502, 503, 504, refused, reset
      t.yaml:9:20 proxy.ejection.for: a duration without a unit (got 3); a duration with its unit, such as 50ms, 300s, 10m or 1.5h, above 0s; did you mean 3s?
      t.yaml:10:12 proxy.timeout: not above 0s (got 0s); a duration with its unit, such as 50ms, 300s, 10m or 1.5h, above 0s
      t.yaml:12:8 cost.hit: not a mapping (got 3ms); a mapping with fixed, exponential, lognormal, idle, busy; did you mean { fixed: 3ms }?
      t.yaml:13:40 cost.miss.lognormal.p99: below p50 (got 3ms); p99 must be at least p50
      t.yaml:14:12 cost.write.exponental: unknown key; the keys here are fixed, exponential, lognormal, idle, busy; did you mean exponential?
      t.yaml:15:7 cost.gc: not a number (got a lot); a number, up to 10
      t.yaml:17:12 directory.latency: more than one distribution (got {"fixed":"1ms","exponential":"2ms"}); { fixed: 3ms }, { exponential: 30ms } or { lognormal: { p50: 26ms, p99: 85ms } }
      t.yaml:18:11 directory.errors: above 100% (got 200%); a share, such as 10% or 0.1, up to 100%
      t.yaml:19:25 objectives.timeouts: not a share (got few); a share, such as 10% or 0.1, up to 100%; or none; or off
      t.yaml:19:35 objectives.p99: not a duration (got fast); a duration with its unit, such as 50ms, 300s, 10m or 1.5h, above 0s; or off
      t.yaml:20:1 timeout: unknown key; the keys here are name, scale, users, popularity, peak, pools, cost, directory, cacheTier, proxy, calibration, operations, classes, service, objectives; did you mean directory.timeout or cacheTier.timeout or proxy.timeout or proxy.health.timeout?
      t.yaml:21:13 popularity: not a value it can have (got zipf); uniform, or a mapping with zipf"
    `);
  });

  test('values that do not go together', () => {
    expect(
      messageFor(`name: eu
peak: 10
pools:
  primary: { instances: 1, cores: 1, memory: 64MiB }
  secondary: { instances: 1, cores: 1, memory: 1GiB }
proxy: { timeout: 100ms }
`),
    ).toMatchInlineSnapshot(`
      "t.yaml:4:3 pools.alternate: missing; a drill fails over from primary to alternate; both are needed
      t.yaml:4:46 pools.primary.memory: an instance would die as it starts (got 64MiB); above cost.baseMemory, 96MiB
      t.yaml:6:19 proxy.timeout: connectTimeout could never act (got 100ms); proxy.connectTimeout may be at most proxy.timeout"
    `);
  });

  test('no pool may have the directory’s name', () => {
    expect(() => checkTopology({ ...SMALLEST, pools: { ...SMALLEST.pools, directory: POOL } })).toThrow(
      'inline topology pools.directory: not a name (got directory); lower-case letters, digits and dashes, and not directory',
    );
  });

  test('a pool begins with what its autoscaler may have', () => {
    const primary = { ...POOL, instances: 2, autoscale: { cpu: '50%', min: 4, max: 8 } };
    expect(() => checkTopology({ ...SMALLEST, pools: { ...SMALLEST.pools, primary } })).toThrow(
      'inline topology pools.primary.instances: not between autoscale.min and autoscale.max (got 2); from 4 up to 8',
    );
  });

  test('shedding begins before it is complete, and routes of a class are a method and a path', () => {
    const primary = { ...POOL, shed: { from: '95%', to: '90%' } };
    expect(() => checkTopology({ ...SMALLEST, pools: { ...SMALLEST.pools, primary } })).toThrow(
      'inline topology pools.primary.shed.from: not below shed.to (got 95%); below 90%',
    );
    const classes = { user: { routes: ['GET /', '/play'] }, prefetch: {} };
    expect(() => checkTopology({ ...SMALLEST, classes })).toThrow(
      'inline topology classes.user.routes.1: not a route (got /play); a method and a path, such as GET /users/:user',
    );
  });

  test('classes stand in their order, with what is asked for each', () => {
    const header = { name: 'x-kind', value: 'ahead' };
    const classes = { user: { routes: ['GET /'], objectives: { errors: '1%' } }, prefetch: { header } };
    expect(checkTopology({ ...SMALLEST, classes }).classes).toEqual([
      { name: 'user', routes: ['GET /'], header: null, objectives: { timeouts: null, errors: 0.01 } },
      { name: 'prefetch', routes: [], header, objectives: { timeouts: null, errors: null } },
    ]);
  });

  test("the proxy's own servers need memory, and their name for themselves", () => {
    const servers = { instances: 2, cores: 1, memory: '64MiB' };
    expect(() => checkTopology({ ...SMALLEST, proxy: { servers } })).toThrow(
      'inline topology proxy.servers.memory: a server would die as it starts (got 64MiB); above proxy.servers.baseMemory, 64MiB',
    );
    expect(() =>
      checkTopology({
        ...SMALLEST,
        pools: { ...SMALLEST.pools, proxy: POOL },
        proxy: { servers: { ...servers, memory: '1GiB' } },
      }),
    ).toThrow("inline topology pools.proxy: the name of the proxy's own servers");
  });

  test('anything at all gives a topology or InputErrors', () => {
    const keys = [
      'name',
      'peak',
      'pools',
      'primary',
      'cost',
      'hit',
      'fixed',
      'proxy',
      'failover',
      'objectives',
      'health',
    ];
    const tree = fc.letrec(tie => ({
      node: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('5ms', '1%', 'off'), tie('map')),
      map: fc.dictionary(fc.constantFrom(...keys), tie('node'), { maxKeys: 5 }),
    }));
    fc.assert(
      fc.property(tree.map, value => {
        expect(messageFor(stringify(value))).toMatch(/^(t\.yaml:\d+:\d+|no error)/);
      }),
    );
  });
});
