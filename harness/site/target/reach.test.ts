/** Nothing of a drill of a target goes to a host that was not allowed, whoever names it; what scripts name is tried in `e2e/target-verbs.test.ts`. */
import dns from 'node:dns';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { SystemClock } from '../../../mock-service/time/system-clock.ts';
import { Caller } from './caller.ts';
import { PrometheusReader } from './prometheus.ts';
import { unreachable } from './reach.ts';
import type { Metrics } from './target.ts';
import { problemsOf, TARGET, targetIn } from './test-target.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-reach-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** What of a target may not be sent to, before anything is. */
async function refused(text: string, ...allowed: string[]): Promise<string[]> {
  const target = problemsOf(text, targetIn(FOLDER));
  if (Array.isArray(target)) throw new Error(target.join('\n'));
  return (await unreachable(target, allowed)).map(({ path, message }) => `${path}: ${message}`);
}

const BOTH = ['staging.example', 'prometheus.example'];

test('the target and its metric server have to be allowed', async () => {
  expect(await refused(TARGET)).toEqual([
    'url: staging.example is not on this machine; allow it with --allow-host staging.example',
    'metrics.prometheus.url: prometheus.example is not on this machine; allow it with --allow-host prometheus.example',
  ]);
  expect(await refused(TARGET, ...BOTH)).toEqual([]);
});

test('and so have the addresses of its operations, and of what tells its settings', async () => {
  const text = `${TARGET.replace("'http://127.0.0.1:9999/failover', json: { to: '{to}'", "'http://operators.example/', json: { to: '{to}'")}inForce: { http: { get: 'http://192.0.2.1/settings' } }\n`;
  expect(await refused(text, ...BOTH)).toEqual([
    'operations.fail-over.http: operators.example is not on this machine; allow it with --allow-host operators.example',
    'operations.inForce.http: 192.0.2.1 is not on this machine; allow it with --allow-host 192.0.2.1',
  ]);
});

test('a name is judged by the addresses that it leads to', async () => {
  const text = TARGET.replace('https://staging.example/', 'http://shop.localhost/');
  const lookup = vi.spyOn(dns.promises, 'lookup');
  lookup.mockResolvedValue([{ address: '192.0.2.1', family: 4 }] as never);
  expect(await refused(text, 'prometheus.example')).toEqual([
    'url: shop.localhost is not on this machine; allow it with --allow-host shop.localhost',
  ]);
  lookup.mockResolvedValue([{ address: '127.0.0.1', family: 4 }] as never);
  expect(await refused(text, 'prometheus.example')).toEqual([]);
});

test('a metric server that was not allowed is not asked, whatever it was called before', async () => {
  const clock = new SystemClock(Date.now(), false);
  const caller = new Caller(clock, []);
  const metrics: Metrics = {
    url: 'http://192.0.2.1:9090',
    everyMs: 1000,
    token: null,
    label: 'pool',
    queries: { cpu: 'cpu' },
    store: null,
    active: null,
  };
  try {
    const { pools, problems } = await new PrometheusReader(caller, metrics, ['primary'], []).read();
    expect(pools.cpu?.size ?? 0).toBe(0);
    expect(problems).toEqual([expect.stringContaining('was not allowed with --allow-host')]);
  } finally {
    await caller.close();
    clock.close();
  }
});
