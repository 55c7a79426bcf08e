import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import type { RunRecord } from '../record/run-record.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { checkTopology } from '../topology/parse-topology.ts';
import type { DrillOutcome } from './drill.ts';
import { UNHEARD } from './running-drill.ts';
import { testSpec } from './test-script.ts';
import { VirtualDrill } from './virtual-drill.ts';

/** Asks for every route of `ROUTES` in turn, with whatever could be a key, while the site is moved, restarted and slowed. */
const SCRIPT = `
import http from 'k6/http';
import { scenario } from 'k6/execution';
const routes = JSON.parse(__ENV.ROUTES);
const operate = (name, body) => http.post(__ENV.CONTROL_URL + '/operations/' + name, JSON.stringify(body), {
  headers: { authorization: 'Bearer ' + __ENV.CONTROL_TOKEN },
});
const operator = (startTime, exec) => ({ executor: 'per-vu-iterations', vus: 1, iterations: 1, startTime, exec });
export const options = { scenarios: {
  users: { executor: 'constant-arrival-rate', rate: 100, duration: '4s', preAllocatedVUs: 200, maxVUs: 400 },
  move: operator('1s', 'move'), restart: operator('2s', 'restart'), brown: operator('1500ms', 'brown'),
} };
export function move() { operate('fail-over', { to: 'alternate', over: '1s' }); }
export function restart() { operate('restart', { pool: 'primary', share: 0.5 }); }
export function brown() { operate('degrade', { pool: 'directory', errors: 0.2, for: '1s' }); }
export default function () {
  const i = scenario.iterationInTest;
  const user = 'user' + (i % 17);
  const [method, path] = routes[i % routes.length];
  const url = __ENV.BASE_URL + path.replaceAll(/:\\w+/g, 'k' + (i % 23)) + '?q=' + (i % 5) + '&u=' + user;
  const headers = { 'x-user': user, cookie: 'sid=' + user, authorization: 'Bearer ' + user };
  http.request(method, url, null, { headers, timeout: i % 3 === 0 ? '20ms' : '5s' });
}
`;

let folder = '';
let script: CompiledScript;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-declared-'));
  writeFileSync(join(folder, 'script.js'), SCRIPT);
  script = await compileScript(join(folder, 'script.js'), { members: moduleMembers });
});
afterAll(() => rmSync(folder, { recursive: true }));

const distribution = fc.oneof(
  fc.record({ fixed: fc.constantFrom('0s', '1ms', '7ms') }),
  fc.record({ exponential: fc.constantFrom('1ms', '5ms') }),
);
const cost = fc.oneof(distribution, fc.record({ idle: distribution, busy: distribution }));
const source = fc.constantFrom('user', 'path.id', 'query.q', 'header.x-user', 'constant.all');
const ENTRIES = ['cart', 'order', 'product'];
const list = fc.oneof(fc.constant('uncached'), fc.constantFrom(...ENTRIES), fc.subarray(ENTRIES, { minLength: 1 }));

/** A route whose parts go together. */
const route = fc
  .record({
    reads: fc.option(list),
    writes: fc.option(list),
    by: source,
    together: fc.boolean(),
    background: fc.boolean(),
    cost: fc.option(cost),
    costs: fc.boolean(),
    status: fc.constantFrom(200, 201, 204, 503),
    body: fc.constantFrom('{"id":"{uuid}"}', '{user} {now} {path.id}', ''),
  })
  .map(({ reads, writes, by, together, background, cost, costs, status, body }) => ({
    ...(reads === null ? {} : { reads }),
    ...(writes === null ? {} : { writes }),
    ...([reads, writes].every(each => each === null || each === 'uncached') ? {} : { by }),
    ...(together && Array.isArray(reads) && reads.length > 1 ? { together } : {}),
    ...(background && (reads === null) !== (writes === null) ? { background } : {}),
    ...(cost === null ? {} : { cost: costs && reads !== null ? { miss: cost } : cost }),
    answer: status === 204 ? { status } : { status, body },
  }));

const service = fc
  .record({
    user: fc.constantFrom({ header: 'x-user' }, { cookie: 'sid' }, { bearer: 'sub' }, { path: 'id' }, { query: 'u' }),
    counts: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })),
    size: fc.option(fc.constantFrom('100B', '1KiB', '3KiB')),
    popularity: fc.constantFrom('uniform', { zipf: 0.8 }),
    routes: fc.array(route, { minLength: 1, maxLength: 5 }),
  })
  .map(({ user, counts, size, popularity, routes }) => ({
    user,
    entries: {
      cart: { per: 'user', ...(size === null ? {} : { size }) },
      order: { count: counts[0], popularity },
      product: { count: counts[1], ...(size === null ? {} : { size }) },
    },
    routes: Object.fromEntries(routes.map((each, i) => [`${i % 2 === 0 ? 'GET' : 'POST'} /r${i}/:id`, each])),
  }));

const settings = fc.record({
  capacity: fc.constantFrom(3, 20, '4KiB', '64KiB'),
  ttl: fc.constantFrom('50ms', '1s', 'none'),
  ttlJitter: fc.constantFrom('0%', '10%'),
  policy: fc.constantFrom('lru', 'fifo', 'sieve'),
  coalesce: fc.boolean(),
  scope: fc.constantFrom('instance', 'pool'),
  keepLateResults: fc.boolean(),
});

const pool = fc.record(
  {
    instances: fc.constantFrom(1, 3),
    cores: fc.constantFrom(0.3, 1, 1.5),
    memory: fc.constantFrom('1GiB', '97MiB'),
    queue: fc.constantFrom(2, 50),
    expired: fc.constantFrom('serve', 'skip'),
    start: fc.constantFrom('cold', 'warm'),
    restartAfter: fc.constant('500ms'),
    quota: fc.constantFrom({}, { period: '20ms', threads: 2 }),
  },
  { requiredKeys: ['instances', 'cores', 'memory', 'queue', 'expired', 'start', 'restartAfter'] },
);

async function recordOf(topology: ReturnType<typeof checkTopology>, underTest: object): Promise<RunRecord> {
  const named = checkCacheSettings(underTest);
  const routes = (topology.service?.routes ?? []).map(({ method, path }) => [method, path]);
  const spec = {
    ...testSpec(join(folder, 'script.js'), { env: { ROUTES: JSON.stringify(routes) } }),
    ...{ topology, settings: { underTest: named, baseline: named } },
  };
  const { record } = await new Promise<DrillOutcome>((finished, crashed) => {
    new VirtualDrill(spec, script, { ...UNHEARD, finished, crashed }).start();
  });
  return record;
}

it('whatever a topology declares, a drill on it accounts for every request, iteration and lookup', async () => {
  let acted = 0;
  await fc.assert(
    fc.asyncProperty(service, settings, pool, pool, async (declared, underTest, primary, alternate) => {
      const topology = checkTopology({
        ...{ name: 'test', users: 20, peak: 10, pools: { primary, alternate }, service: declared },
        ...{ directory: { latency: { exponential: '3ms' }, concurrency: 20, timeout: '50ms', unknownUsers: '5%' } },
        ...{ proxy: { timeout: '300ms', retries: 1 } },
      });
      // The record's writer asserts that the accounts of requests and iterations balance.
      const record = await recordOf(topology, underTest);
      expect(record.requests.offered).toBeGreaterThan(300);
      expect(record.requests.byReason['no-route']).toBeUndefined();
      for (const figures of Object.values(record.pools)) {
        const kinds = Object.values(figures.entries ?? {});
        for (const { lookups, hits, stale, coalesced, misses } of kinds) {
          expect(lookups).toBe(hits + coalesced + misses);
          expect(stale).toBeLessThanOrEqual(hits);
        }
        const [lookups, hits] = [0, 0].map((_, i) =>
          kinds.reduce((sum, kind) => sum + (i === 0 ? kind.lookups : kind.hits), 0),
        );
        if (figures.hitRatio !== null) expect((hits as number) / (lookups as number)).toBeCloseTo(figures.hitRatio, 12);
        acted += lookups as number;
      }
    }),
    { numRuns: 60 },
  );
  expect(acted).toBeGreaterThan(1000);
});

it('what nobody declared is answered 404 for that reason', async () => {
  const one = { instances: 1, cores: 1, memory: '1GiB' };
  const topology = checkTopology({
    ...{ name: 'test', users: 20, peak: 10, pools: { primary: one, alternate: one } },
    service: { routes: { 'GET /a': {} } },
  });
  const spec = { ...testSpec(join(folder, 'script.js'), { env: { ROUTES: '[["GET","/b"]]' } }), topology };
  const { record } = await new Promise<DrillOutcome>((finished, crashed) => {
    new VirtualDrill(spec, script, { ...UNHEARD, finished, crashed }).start();
  });
  expect(record.requests.byStatus[404]).toBe(record.requests.byReason['no-route']);
  expect(record.requests.byReason['no-route']).toBeGreaterThan(300);
});
