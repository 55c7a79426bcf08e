/** The load generators that are set beside each other, each in a process of its own. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DrillSpec } from '../harness/drill/drill-spec.ts';
import { DrillSupervisor } from '../harness/drill/supervisor.ts';
import { readTopology } from '../harness/topology/read-topology.ts';
import { readCacheSettings } from '../mock-service/files/read-cache-settings-file.ts';

const run = promisify(execFile);

/** What a generator is asked for. */
export interface Load {
  readonly url: string;
  /** Requests per second; null: as many as it can. */
  readonly ratePerSecond: number | null;
  readonly seconds: number;
  readonly connections: number;
}

/** What a generator says afterwards; latencies in ms. Null where it does not tell. */
export interface Reported {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  /** By how much its requests started late, 99th percentile, ms. */
  readonly lagP99Ms: number | null;
}

export interface Generator {
  readonly name: string;
  /** Why it takes no part, or null. */
  readonly missing: string | null;
  /** Whether it can be told a rate. */
  readonly hasRate: boolean;
  /** Puts the load on; resolves when it is over. */
  run(load: Load): Promise<Reported>;
}

/** What the site of a drill takes to start; the drill's process rehearses in the meantime. */
const SITE_STARTS_MS = 1000;
const SCRIPT = fileURLToPath(new URL('./scripts/peer.js', import.meta.url));
const TOPOLOGY = readTopology('scenarios/topologies/eu.yaml');
const SETTINGS = readCacheSettings('mock-service/settings/baseline.yaml');

/** The drill's own process, with heartbeats, drafts and all, on a script with checks, tags and thresholds. */
const headroom: Generator = {
  name: 'headroom',
  missing: null,
  hasRate: true,
  async run({ url, ratePerSecond, seconds, connections }) {
    const spec: DrillSpec = {
      clock: 'live',
      script: SCRIPT,
      topology: TOPOLOGY,
      settings: { underTest: SETTINGS, baseline: SETTINGS },
      seed: 1,
      arrivals: 'even',
      env: { RATE: String(ratePerSecond), SECONDS: String(seconds), VUS: String(connections) },
      tags: {},
      allowedHosts: [],
      headroom: null,
    };
    const supervisor = await DrillSupervisor.start(spec, Date.now());
    await sleep(SITE_STARTS_MS);
    const nowhere = 'http://127.0.0.1:9';
    const { record, exit } = await supervisor.run({ baseUrl: url, controlUrl: nowhere, controlToken: '' });
    await supervisor.stop();
    if (record === null) throw new Error(exit?.reason ?? 'no record');
    const values = record.metrics.http_req_duration?.values;
    return {
      p50: values?.['p(50)'] ?? null,
      p90: values?.['p(90)'] ?? null,
      p99: values?.['p(99)'] ?? null,
      lagP99Ms: record.generator.lagMs.p99,
    };
  },
};

const autocannon: Generator = {
  name: 'autocannon',
  missing: null,
  hasRate: true,
  async run({ url, ratePerSecond, seconds, connections }) {
    const bin = fileURLToPath(new URL('../node_modules/autocannon/autocannon.js', import.meta.url));
    const rate = ratePerSecond === null ? [] : ['-R', String(ratePerSecond)];
    const flags = ['-j', '-n', '-c', String(connections), '-d', String(seconds), '-t', '20', ...rate];
    const { stdout } = await run(process.execPath, [bin, ...flags, url], { maxBuffer: 64 * 1024 * 1024 });
    const { latency } = JSON.parse(stdout) as { latency: Record<string, number> };
    return { p50: latency.p50 ?? null, p90: latency.p90 ?? null, p99: latency.p99 ?? null, lagP99Ms: null };
  },
};

const hey: Generator = {
  name: 'hey',
  missing: existsSync('/usr/bin/hey') ? null : 'not installed',
  hasRate: true,
  async run({ url, ratePerSecond, seconds, connections }) {
    const rate = ratePerSecond === null ? [] : ['-q', String(ratePerSecond / connections)];
    const { stdout } = await run('hey', ['-z', `${seconds}s`, '-c', String(connections), '-t', '20', ...rate, url]);
    const at = (percent: number): number | null => {
      const found = new RegExp(`${percent}%+ in ([\\d.]+) secs`).exec(stdout)?.[1];
      return found === undefined ? null : Number(found) * 1000;
    };
    return { p50: at(50), p90: at(90), p99: at(99), lagP99Ms: null };
  },
};

const wrk: Generator = {
  name: 'wrk',
  missing: existsSync('/usr/bin/wrk') ? null : 'not installed',
  hasRate: false,
  async run({ url, seconds, connections }) {
    const { stdout } = await run('wrk', [
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '--timeout',
      '20s',
      '--latency',
      url,
    ]);
    const at = (percent: number): number | null => {
      const [, number, unit] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(stdout) ?? [];
      return number === undefined ? null : Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit as 'us' | 'ms' | 's'];
    };
    return { p50: at(50), p90: at(90), p99: at(99), lagP99Ms: null };
  },
};

const ARTILLERY = fileURLToPath(new URL('./peers/node_modules/artillery/bin/run', import.meta.url));

const artillery: Generator = {
  name: 'artillery',
  missing: existsSync(ARTILLERY) ? null : 'not installed: npm ci --prefix bench/peers --ignore-scripts',
  hasRate: true,
  async run({ url, ratePerSecond, seconds }) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-artillery-'));
    try {
      const phases = [{ duration: seconds, arrivalRate: ratePerSecond }];
      const config = { target: url, phases, http: { timeout: 20 } };
      writeFileSync(
        join(folder, 'load.json'),
        JSON.stringify({ config, scenarios: [{ flow: [{ get: { url: '/' } }] }] }),
      );
      const env = { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true' };
      const output = join(folder, 'report.json');
      const args = [ARTILLERY, 'run', '--quiet', '--output', output, join(folder, 'load.json')];
      await run(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 });
      const { aggregate } = JSON.parse(readFileSync(output, 'utf8')) as {
        aggregate: { summaries: Record<string, Record<string, number> | undefined> };
      };
      const times = aggregate.summaries['http.response_time'] ?? {};
      return { p50: times.p50 ?? null, p90: times.p90 ?? null, p99: times.p99 ?? null, lagP99Ms: null };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Ours first. */
export const GENERATORS: readonly Generator[] = [headroom, autocannon, hey, wrk, artillery];
