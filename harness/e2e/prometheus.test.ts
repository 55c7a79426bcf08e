/**
 * A live drill under the eyes of a real Prometheus, with the configuration, rules and dashboards that ship: it finds every process, every query has
 * data, the alerts fire, and what it saw is what the record says.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { dashboardQueries, filledIn, ruleQueries } from '../../dashboards/queries.ts';
import type { RunRecord } from '../record/run-record.ts';
import { headroom, recordIn } from './headroom.ts';

const PROMETHEUS = '/usr/bin/prometheus';
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const title = required
  ? 'Prometheus'
  : 'Prometheus (skipped: HEADROOM_REQUIRE_SYSTEM=1 or npm run test:system runs it)';
const FIXTURES = 'harness/e2e/fixtures/prometheus';
const PROCESSES = ['alternate', 'control', 'directory', 'drill', 'primary', 'proxy'];
/** At most, on a busy machine. */
const SCRAPE_TAKES_S = 0.3;
const SCRAPE_INTERVAL_S = 1;

interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [atS: number, value: string])[];
}

interface Target {
  readonly health: string;
  readonly labels: { readonly process: string };
  readonly scrapeUrl: string;
}

/**
 * What the topology of this drill has not: kinds of entries, which are a declared service's, and limits that are off unless they are asked for. That
 * these metrics are there where the topology has it is a test of their processes (`dashboards/metric-names.test.ts`).
 */
const NOT_OF_THIS_TOPOLOGY = /cache_entry_|instance_weight_|contention_|warm_up_|store_connections_|proxy_server_/;

describe.skipIf(!required)(title, () => {
  let folder: string;
  let url: string;
  let prometheus: ChildProcess | undefined;
  let record: RunRecord;
  /** Unix time, s. */
  let began: number;
  let ended: number;
  /** The processes that were up at once, and the size of what each gave in the middle of the drill. */
  let seen: string[] = [];
  const bytes: Record<string, number> = {};

  beforeAll(async () => {
    if (!existsSync(PROMETHEUS)) throw new Error(`there is no ${PROMETHEUS}: apt-get install prometheus`);
    folder = mkdtempSync(join(tmpdir(), 'headroom-prometheus-'));
    mkdirSync(join(folder, 'targets'));
    copyFileSync('dashboards/prometheus.yml', join(folder, 'prometheus.yml'));
    cpSync('dashboards/rules', join(folder, 'rules'), { recursive: true });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const flags = [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--log.level=warn',
    ];
    prometheus = spawn(PROMETHEUS, flags, { stdio: 'ignore' });
    await until('Prometheus is ready', async () => (await fetch(`${url}/-/ready`)).ok);

    began = Date.now() / 1000;
    const drill = headroom([
      ...['run', `${FIXTURES}/incident.ts`, '--topology', `${FIXTURES}/topology.yaml`],
      ...['--cache', `${FIXTURES}/forgetful.yaml`, '--out', join(folder, 'run'), '--quiet'],
      ...['--targets', join(folder, 'targets', 'drill.json'), '--remote-write', `${url}/api/v1/write`],
    ]);
    try {
      await until('Prometheus scrapes every process', async () => {
        const up = (await targets()).filter(({ health }) => health === 'up');
        seen = up.map(({ labels }) => labels.process).sort();
        return seen.length >= PROCESSES.length;
      });
      // Well into the failover, when there is most to tell.
      await until(
        'timeouts have begun',
        async () => (await value('sum(headroom_drill_requests_total{outcome="timeout"})')) > 0,
      );
      await wait(3000);
      for (const { labels, scrapeUrl } of await targets())
        bytes[labels.process] = (await (await fetch(scrapeUrl)).text()).length;
    } finally {
      // Whatever went wrong, nothing is left running.
      await drill;
    }
    const { code, stderr } = await drill;
    if (code !== 99) throw new Error(`the drill ended with ${code}: ${stderr}`);
    ended = Date.now() / 1000;
    record = recordIn(join(folder, 'run'));
    // What was written at the end is seen by the next evaluation of the rules.
    await wait(2500);
  }, 90_000);

  afterAll(async () => {
    if (prometheus !== undefined) {
      const gone = new Promise(resolve => prometheus?.once('exit', resolve));
      prometheus.kill();
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  test('discovers and scrapes every process of the drill', () => {
    expect(seen).toEqual(PROCESSES);
  });

  test('the targets are gone when the processes are', async () => {
    expect(readdirSync(join(folder, 'targets'))).toEqual([]);
    await until('Prometheus has dropped the targets', async () => (await targets()).length === 0);
  });

  test('every query of every panel, rule and alert has data', async () => {
    const queries = [...dashboardQueries(), ...ruleQueries()].filter(({ expr }) => !NOT_OF_THIS_TOPOLOGY.test(expr));
    const counted = await Promise.all(
      queries.map(async ({ where, expr }) => {
        const results = await range(filledIn(expr, '4s', '2m'));
        const known = results.flatMap(({ values }) => values.filter(([, text]) => Number.isFinite(Number(text))));
        return { where, series: results.length, points: known.length, latest: known.at(-1)?.[1] ?? '' };
      }),
    );
    mkdirSync('artifacts', { recursive: true });
    const lines = counted.map(({ where, series, points, latest }) => [where, series, points, latest].join('\t'));
    writeFileSync('artifacts/prometheus-queries.tsv', `query\tseries\tpoints\tlatest\n${lines.join('\n')}\n`);
    expect(counted.filter(({ points }) => points === 0).map(({ where }) => where)).toEqual([]);
  });

  test('the alerts of the incident fire', async () => {
    const results = await range('ALERTS{alertstate="firing"}');
    expect([...new Set(results.map(({ metric }) => metric.alertname))].sort()).toEqual([
      'HeadroomAlternateCpuHigh',
      'HeadroomDirectoryNearLimit',
      'HeadroomHitRatioFalling',
      'HeadroomRunFailed',
      'HeadroomTimeouts',
    ]);
  });

  test('the onset seen through Prometheus lies within one scrape interval of the record’s', async () => {
    const started = await samples('headroom_drill_started_time_seconds');
    const startS = Number(started.at(-1)?.[1]);
    const timeouts = await samples('headroom_drill_requests_total{outcome="timeout"}');
    // The first scrape of a second in which timeouts go on: some in this interval, and in the next two.
    const counts = timeouts.map(([, text]) => Number(text));
    const first = counts.findIndex(
      (count, i) => i > 0 && [0, 1, 2].every(k => (counts[i + k] ?? 0) > (counts[i + k - 1] ?? 0)) && count > 0,
    );
    const seenAfterS = (timeouts[first]?.[0] ?? Number.NaN) - startS;
    const notYetS = (timeouts[first - 1]?.[0] ?? Number.NaN) - startS;
    const { onsetS } = record.timeouts;
    expect(onsetS).not.toBeNull();
    // The record names a second, from onsetS to onsetS + 1: the two scrapes around the onset must enclose a part of it, and no more than one
    // interval may lie between it and the scrape that saw it.
    expect(notYetS).toBeLessThan((onsetS ?? 0) + 1);
    // Prometheus writes down when it asked; the answer is some milliseconds younger.
    expect(seenAfterS).toBeGreaterThan((onsetS ?? 0) - SCRAPE_TAKES_S);
    expect(seenAfterS - ((onsetS ?? 0) + 1)).toBeLessThanOrEqual(SCRAPE_INTERVAL_S);
    // And the drill's own word, while it ran, is the record's.
    expect(Number((await samples('headroom_drill_onset_seconds')).at(-1)?.[1])).toBe(onsetS);
  });

  test('what the run sent at its end are the figures of its record', async () => {
    const run = async (figure: string): Promise<number> => value(`max(last_over_time(headroom_run_${figure}[5m]))`);
    expect(await run('verdict{verdict="fail"}')).toBe(1);
    expect(await run('timeouts')).toBe(record.timeouts.count);
    expect(await run('onset_seconds')).toBe(record.timeouts.onsetS);
    expect(await run('requests_offered')).toBe(record.requests.offered);
    expect(await run('response_time_seconds{quantile="0.99"}')).toBe((record.requests.responseTimeMs.p99 ?? 0) / 1000);
    expect(await run('pool_hold_cpu_ratio{pool="alternate"}')).toBe(record.pools.alternate?.holdCpu);
  });

  test('a virtual drill, which nobody can scrape, sends its figures too', async () => {
    const { code, stderr } = await headroom([
      ...['run', `${FIXTURES}/incident.ts`, '--topology', `${FIXTURES}/topology.yaml`, '--virtual', '--seed', '7'],
      ...['--cache', `${FIXTURES}/forgetful.yaml`, '--out', join(folder, 'virtual'), '--quiet'],
      ...['--remote-write', `${url}/api/v1/write`, '--tag', 'testid=nightly'],
    ]);
    expect(code, stderr).toBe(99);
    const series = 'headroom_run_timeouts{clock="virtual", seed="7", testid="nightly", settings="forgetful"}';
    expect(await value(series)).toBe(recordIn(join(folder, 'virtual')).timeouts.count);
  });

  test('no process gives more than 300 kB', () => {
    expect(Object.keys(bytes).sort()).toEqual(PROCESSES);
    for (const [name, size] of Object.entries(bytes)) expect(size, name).toBeLessThan(300_000);
  });

  async function get<Data>(path: string): Promise<Data> {
    const response = await fetch(`${url}/api/v1/${path}`);
    const { status, data, error } = (await response.json()) as { status: string; data: Data; error?: string };
    if (status !== 'success') throw new Error(`${path}: ${error}`);
    return data;
  }

  async function targets(): Promise<readonly Target[]> {
    return (await get<{ activeTargets: Target[] }>('targets?state=active')).activeTargets;
  }

  /** A query over the whole drill, a point a second. */
  async function range(query: string): Promise<readonly Result[]> {
    const parameters = new URLSearchParams({ query, start: String(began), end: String(ended + 2), step: '1' });
    return (await get<{ result: Result[] }>(`query_range?${parameters}`)).result;
  }

  /** The samples of the one series of that name, as they were scraped. */
  async function samples(series: string): Promise<Result['values']> {
    const parameters = new URLSearchParams({ query: `${series}[3m]` });
    const { result } = await get<{ result: Result[] }>(`query?${parameters}`);
    expect(result, series).toHaveLength(1);
    return result[0]?.values ?? [];
  }

  async function value(query: string): Promise<number> {
    const { result } = await get<{ result: { value: [number, string] }[] }>(`query?${new URLSearchParams({ query })}`);
    return Number(result[0]?.value[1]);
  }
});

/** Tries until it holds; the test's own time limit ends it. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    if (await holds().catch(() => false)) return;
    if (performance.now() > giveUpAt) throw new Error(`waited for a minute in vain: ${what}`);
    await wait(200);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
