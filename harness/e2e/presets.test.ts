/** The names of a preset, held to what the program itself exports: HAProxy with its own exporter, scraped by a real Prometheus. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SystemClock } from '../../mock-service/time/system-clock.ts';
import { freePort, PROMETHEUS } from '../../proof/twin/prometheus.ts';

import { Caller } from '../site/target/caller.ts';
import type { RawSeries } from '../twin/counter.ts';
import { RangeReader } from '../twin/range-reader.ts';
import { parseTwin } from '../twin/read-twin.ts';
import { readTelemetry, type Telemetry } from '../twin/telemetry.ts';

const HAPROXY = '/usr/sbin/haproxy';
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const title = required
  ? 'the preset haproxy'
  : 'the preset haproxy (skipped: HEADROOM_REQUIRE_SYSTEM=1 or npm run test:system runs it)';
const PATIENCE_MS = 60_000;

describe.skipIf(!required)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-presets-'));
  const started: ChildProcess[] = [];
  const servers: Server[] = [];
  let telemetry: Telemetry;

  /** A server that fails where it is asked to. */
  async function server(): Promise<number> {
    const own = createServer((request, response) => {
      response.statusCode = request.url?.endsWith('fail') ? 500 : 200;
      response.end('ok');
    });
    servers.push(own);
    await new Promise<void>(listening => own.listen(0, '127.0.0.1', listening));
    return (own.address() as AddressInfo).port;
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (const began = Date.now(); !(await holds().catch(() => false)); await wait(100))
      if (Date.now() - began > PATIENCE_MS) throw new Error(`not in time: ${what}`);
  }

  beforeAll(async () => {
    for (const each of [PROMETHEUS, HAPROXY])
      if (!existsSync(each)) throw new Error(`there is no ${each}: apt-get install`);
    const [web, api] = [await freePort(), await freePort()];
    writeFileSync(
      join(folder, 'haproxy.cfg'),
      `defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
frontend web
  bind 127.0.0.1:${web}
  http-request use-service prometheus-exporter if { path /metrics }
  use_backend site-b if { path_beg /b }
  default_backend site-a
backend site-a
  balance roundrobin
  server a0 127.0.0.1:${await server()}
  server a1 127.0.0.1:${await server()}
backend site-b
  server b0 127.0.0.1:${await server()}
`,
    );
    writeFileSync(
      join(folder, 'prometheus.yml'),
      `global: { scrape_interval: 1s }\nscrape_configs:\n  - { job_name: haproxy, static_configs: [{ targets: ['127.0.0.1:${web}'] }] }\n`,
    );
    started.push(spawn(HAPROXY, ['-db', '-q', '-f', join(folder, 'haproxy.cfg')], { stdio: 'ignore' }));
    started.push(
      spawn(
        PROMETHEUS,
        [
          `--config.file=${join(folder, 'prometheus.yml')}`,
          `--storage.tsdb.path=${join(folder, 'data')}`,
          `--web.listen-address=127.0.0.1:${api}`,
          '--log.level=error',
        ],
        { stdio: 'ignore' },
      ),
    );
    const url = `http://127.0.0.1:${api}`;
    const fromMs = Date.now() - 5000;
    await until('HAProxy answers', async () => (await fetch(`http://127.0.0.1:${web}/metrics`)).ok);
    const paths = ['/1', '/2', '/3', '/4/fail', '/5', '/6', '/b/1', '/b/2/fail', '/b/3'];
    for (const path of paths) await (await fetch(`http://127.0.0.1:${web}${path}`)).text();
    const counted = encodeURIComponent('sum(haproxy_server_http_responses_total)');
    await until('Prometheus has scraped it', async () => {
      const answer = (await (await fetch(`${url}/api/v1/query?query=${counted}`)).json()) as {
        data: { result: { value: [number, string] }[] };
      };
      return answer.data.result[0]?.value[1] === String(paths.length);
    });
    const twin = parseTwin(
      `{ name: shop, topology: t.yaml, settings: s.yaml, prometheus: { url: '${url}', every: 1s }, preset: haproxy, roles: { cpu: { query: process_cpu_seconds_total } } }`,
      'twin.yaml',
      {},
    );
    const clock = new SystemClock();
    const caller = new Caller(clock, []);
    telemetry = await readTelemetry(new RangeReader(caller, twin), twin, { fromMs, toMs: Date.now() });
    await caller.close();
    clock.close();
  }, 2 * PATIENCE_MS);

  afterAll(async () => {
    const gone = started.map(child => new Promise(resolve => child.once('exit', resolve)));
    for (const child of started) child.kill();
    for (const each of servers) each.close();
    await Promise.all(gone);
    rmSync(folder, { recursive: true, force: true });
  });

  const last = (series: readonly RawSeries[] = [], labels: Readonly<Record<string, string>>): number =>
    series
      .filter(each => Object.entries(labels).every(([name, value]) => each.labels[name] === value))
      .reduce((sum, { values }) => sum + (values.at(-1) ?? 0), 0);

  test('requests are counted by server and status, under the pool’s name', () => {
    const { requests } = telemetry.roles;
    expect(last(requests, { proxy: 'site-a', code: '2xx' })).toBe(5);
    expect(last(requests, { proxy: 'site-a', code: '5xx' })).toBe(1);
    expect(last(requests, { proxy: 'site-a', server: 'a1' })).toBe(3);
    expect(last(requests, { proxy: 'site-b', code: '2xx' })).toBe(2);
    expect(last(requests, { proxy: 'site-b', code: '5xx' })).toBe(1);
  });

  test('so are those in flight', () => {
    const servers = telemetry.roles.inFlight?.map(({ labels }) => `${labels.proxy} ${labels.server}`);
    expect(servers?.sort()).toEqual(['site-a a0', 'site-a a1', 'site-b b0']);
  });

  test('that it has no routes is told, since nothing is fitted without them', () => {
    expect(telemetry.problems.join('\n')).toMatch(
      /requests: no label says the route .*proxy.*name it in roles\.requests\.labels\.route/,
    );
  });
});
