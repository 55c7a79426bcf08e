import { beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import { MetricRegistry } from '../measure/metric-registry.ts';
import type { RequestLog } from '../measure/request-log.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { k6Modules } from '../script/modules/k6-modules.ts';
import { nodePlatform } from '../script/node/node-platform.ts';
import { Drains } from '../script/runtime/job-queue.ts';
import { instantiate } from '../script/runtime/script-module.ts';
import type { ScriptRuntime, VuContext } from '../script/runtime/script-runtime.ts';
import { type Exchange, NO_HEADERS } from '../transport/exchange.ts';
import { VirtualNetwork } from '../transport/virtual-network.ts';
import { Execution } from './execution.ts';
import { LoadEngine } from './load-engine.ts';
import type { LoadResult } from './load-result.ts';

const BASE_URL = 'http://service.test';
const NO_LOG: RequestLog = { counts: () => true, issued: () => {}, ended: () => {}, interrupted: () => {} };

let script: CompiledScript;
beforeAll(async () => {
  script = await compileScript('harness/load/fixtures/session.ts');
});

function drill(seed: number): { result: LoadResult; logged: string[] } {
  const clock = new VirtualClock();
  const network = new VirtualNetwork(clock, 25);
  network.serve(BASE_URL, {
    handle: (exchange: Exchange) => {
      const body = { text: () => (exchange.path === '/token' ? 'Bearer x' : 'ok') };
      network.reply(exchange, exchange.path === '/fails' ? 503 : 200, null, NO_HEADERS, body);
    },
    abandoned: () => {},
  });
  const metrics = new MetricRegistry();
  const runtime: ScriptRuntime = {
    clock,
    transport: network,
    metrics,
    requests: NO_LOG,
    seed,
    env: { BASE_URL },
    current: null as unknown as VuContext,
  };
  const execution = new Execution(clock);
  const logged: string[] = [];
  const modules = k6Modules(runtime, {
    execution,
    log: { write: () => {} },
    epochMs: 0,
    platform: nodePlatform('script.js'),
    secretSources: [],
  });
  const host = { modules: modules.modules, globals: modules.globals as Record<string, unknown> };
  const results: LoadResult[] = [];
  const engine = new LoadEngine({
    runtime,
    metrics,
    script,
    drains: new Drains(),
    execution,
    instantiate: () => instantiate(script, host),
    virtual: true,
    spacing: 'poisson',
    rootGroup: () => null,
    log: (_, text) => logged.push(text),
    finished: result => {
      results.push(result);
      modules.close();
    },
  });
  expect(engine.prepare().problems).toEqual([]);
  engine.start();
  clock.run();
  return { result: results[0] as LoadResult, logged };
}

describe('a compiled script', () => {
  it('runs as the engine tells it', () => {
    const { result } = drill(3);
    const { due, completed, failed } = result.scenarios.users!;
    expect([due, failed]).toEqual([completed + failed, Math.floor(due / 10)]);
    expect(result.scenarios.admin).toMatchObject({ started: 1, failed: 1, failedAfterRequest: 1 });
    expect(result.startedAt).toBe(50);
    expect(result.metrics.http_reqs?.values.count).toBe(due + 2);
    expect(result.metrics.checks?.values).toMatchObject({ rate: 1, passes: due + 1 });
    expect(result.metrics.sessions?.values.count).toBe(due);
    expect(result.thresholds).toMatchObject([
      { value: expect.closeTo(50), status: 'ok' },
      { value: due, status: due === 20 ? 'ok' : 'broken' },
      { value: 1, status: 'ok' },
    ]);
  });

  it('has its exceptions logged with its own lines', () => {
    const { result, logged } = drill(3);
    expect(result.exceptions[0]?.text).toMatchInlineSnapshot(`
      "Error: odd one
          at default (harness/load/fixtures/session.ts:31:55)"
    `);
    expect(logged).toContain(result.exceptions[0]?.text);
  });

  it('comes to the same for the same seed, and to something else for another', () => {
    const [a, b, c] = [drill(1), drill(1), drill(2)];
    expect(a.result.metrics).toEqual(b.result.metrics);
    expect(a.result.metrics).not.toEqual(c.result.metrics);
  });
});
