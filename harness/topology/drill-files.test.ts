import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { readDrillFiles } from './drill-files.ts';

const EU = 'scenarios/topologies/eu.yaml';
const BASELINE = 'mock-service/settings/baseline.yaml';
const SHORT = 'mock-service/settings/short-ttl.yaml';

/** The topology and the first settings with these options. */
function withSet(...set: string[]) {
  const { topology, settings } = readDrillFiles(EU, [BASELINE], set);
  return { topology, settings: settings[0]?.settings };
}

function messageFor(settings: string[], ...set: string[]): string {
  try {
    readDrillFiles(EU, settings, set);
  } catch (error) {
    if (error instanceof InputErrors) return error.message;
    throw error;
  }
  return 'no error';
}

test('an option goes to the file that has its path', () => {
  const { topology, settings } = withSet('peak=1200', 'ttl=30s', 'pools.alternate.instances=6');
  expect(topology.peakPerSecond).toBe(1200);
  expect(topology.pools.alternate?.instances).toBe(6);
  expect(settings?.ttlMs).toBe(30_000);
});

test('settings options are laid over every settings file', () => {
  const { settings } = readDrillFiles(EU, [BASELINE, SHORT], ['capacity=500']);
  expect(settings.map(each => [each.name, each.settings.capacity, each.settings.ttlMs])).toEqual([
    ['baseline', { entries: 500 }, 300_000],
    ['short-ttl', { entries: 500 }, 1000],
  ]);
});

test('one distribution takes the place of another', () => {
  expect(withSet('directory.latency.fixed=5ms').topology.directory.latency).toEqual({ fixed: 5 });
  expect(withSet('cost.hit={ exponential: 4ms }').topology.cost.hit).toEqual({ exponential: 4 });
  const both = withSet('cost.hit.lognormal.p50=2ms', 'cost.hit.lognormal.p99=9ms').topology.cost.hit;
  expect(both).toEqual({ lognormal: { p50: 2, p99: 9 } });
});

test('a word gives way to what is set inside it', () => {
  const { proxy } = withSet('proxy.ejection.for=10s', 'proxy.failover.priority.overprovisioning=150%').topology;
  expect(proxy.ejection).toEqual({ consecutive: 5, forMs: 10_000, maxShare: 0.5 });
  expect(proxy.failover).toEqual({ priority: { overprovisioning: 1.5 } });
  expect(withSet('refreshAhead.beta=2').settings?.refreshAheadBeta).toBe(2);
});

test('a route is named as the topology names it, dots and all', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'headroom-set-')), 'topology.yaml');
  const one = { instances: 1, cores: 1, memory: '1GiB' };
  const routes = { 'GET /v1.0/a.b/:id': { cost: { fixed: '1ms' }, answer: { headers: { 'x.y': 'z' } } } };
  writeFileSync(
    file,
    JSON.stringify({ name: 'test', peak: 1, pools: { primary: one, alternate: one }, service: { routes } }),
  );
  const { topology } = readDrillFiles(
    file,
    [],
    ['service.routes.GET /v1.0/a.b/:id.cost.exponential=7ms', 'service.routes.GET /v1.0/a.b/:id.answer.headers.x.y=w'],
  );
  expect(topology.service?.routes).toMatchObject([
    { path: '/v1.0/a.b/:id', cost: { miss: { exponential: 7 } }, answer: { headers: { 'x.y': 'w' } } },
  ]);
  expect(() => readDrillFiles(file, [], ['service.routes.GET /v1.0/a.b.cost.fixed=1ms'])).toThrow(
    'did you mean service.routes.GET /v1.0/a.b/:id.cost.fixed?',
  );
});

test('the last of two options for one path counts', () => {
  expect(withSet('peak=1', 'peak=2').topology.peakPerSecond).toBe(2);
});

test('options change the fingerprint, those that repeat the file do not', () => {
  const plain = readDrillFiles(EU, [BASELINE]);
  const repeated = readDrillFiles(EU, [BASELINE], ['ttl=5m', 'peak=1000']);
  const changed = readDrillFiles(EU, [BASELINE], ['ttl=6m', 'peak=1001']);
  expect([repeated.topology, repeated.settings]).toEqual([plain.topology, plain.settings]);
  expect(changed.topology.fingerprint).not.toBe(plain.topology.fingerprint);
  expect(changed.settings[0]?.fingerprint).not.toBe(plain.settings[0]?.fingerprint);
});

test('problems of all files and all options are told together, each option’s once', () => {
  expect(
    messageFor(
      [BASELINE, SHORT, 'mock-service/settings/sort-ttl.yaml'],
      ...['ttl=5', 'timeout=1s', 'alternate=3', 'pools.alternat.instances=4', 'directory.latncy.fixed=3ms'],
      ...['jitter=3', 'peak=many', 'cost.miss.lognormal.p99=1ms', 'nothing', 'peak=', 'scale=[1', 'users=*all'],
    ),
  ).toMatchInlineSnapshot(`
    "--set peak=many peak: not a number (got many); a number, above 0
    --set cost.miss.lognormal.p99=1ms cost.miss.lognormal.p99: below p50 (got 1ms); p99 must be at least p50
    --set ttl=5 ttl: a duration without a unit (got 5); a duration with its unit, such as 50ms, 300s, 10m or 1.5h, above 0s; or none; did you mean 5s?
    mock-service/settings/sort-ttl.yaml: no such file; did you mean mock-service/settings/short-ttl.yaml?
    --set timeout=1s: ambiguous path timeout; did you mean directory.timeout or cacheTier.timeout or proxy.timeout or proxy.health.timeout?
    --set alternate=3: unknown path alternate; did you mean pools.alternate?
    --set pools.alternat.instances=4: unknown path pools.alternat.instances; did you mean pools.alternate.instances?
    --set directory.latncy.fixed=3ms: unknown path directory.latncy.fixed; did you mean directory.latency.fixed?
    --set jitter=3: unknown path jitter; did you mean ttlJitter?
    --set nothing: not PATH=VALUE; such as ttl=30s, peak=1200 or pools.alternate.instances=6
    --set peak=: not PATH=VALUE; such as ttl=30s, peak=1200 or pools.alternate.instances=6
    --set scale=[1 scale: not valid YAML here: Flow sequence must end with a ]
    --set users=*all users: not valid YAML here: an alias, *all; write the value out"
  `);
});

test('a pool that the file does not have cannot be set', () => {
  expect(messageFor([BASELINE], 'pools.tertiary.instances=4')).toMatch('unknown path pools.tertiary.instances');
});

test('an option may conflict with what the file says', () => {
  expect(messageFor(['mock-service/settings/refresh-ahead.yaml'], 'ttl=none')).toMatchInlineSnapshot(
    `"mock-service/settings/refresh-ahead.yaml:5:15 refreshAhead: can never act, since ttl: none lets nothing expire (got {"beta":1}); leave out refreshAhead, or give a ttl"`,
  );
});

test('settings that use a cache tier need a topology that has one', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'headroom-')), 'tier.yaml');
  writeFileSync(file, 'ttl: 60s\nscope: tier\n');
  expect(messageFor([file])).toMatch(
    /tier\.yaml:2:8 scope: the topology eu has no cacheTier \(got tier\); instance or pool$/,
  );
  const tier = ['cacheTier={ nodes: 4, capacity: 100 }'];
  expect(readDrillFiles(EU, [file], tier).topology.cacheTier).toMatchObject({
    nodes: 4,
    hashing: 'ring',
    timeoutMs: 100,
  });
});
