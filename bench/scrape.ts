/**
 * What a scrape takes and weighs at 2000 requests a second. First by itself: the processor time of the text of the load generator and of a
 * pool of 16 instances, with what a drill at that rate has counted. Then, with --live, each process of such a drill, scraped once a second
 * while it runs.
 *
 *     node bench/scrape.ts [--live]
 *
 * Prints tables; exits 1 if a scrape takes 50 ms or weighs 300 kB.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DrillSpec } from '../harness/drill/drill-spec.ts';
import { UNHEARD } from '../harness/drill/running-drill.ts';
import { VirtualDrill } from '../harness/drill/virtual-drill.ts';
import { RequestTally } from '../harness/measure/request-tally.ts';
import { addLoadMetrics } from '../harness/prometheus/load-metrics.ts';
import { FailoverProxy } from '../harness/proxy/failover-proxy.ts';
import { proxyMetrics } from '../harness/proxy/proxy-metrics.ts';
import { proxySnapshot } from '../harness/proxy/proxy-snapshot.ts';
import { poolModelConfig } from '../harness/site/model-config.ts';
import { VirtualNetwork } from '../harness/transport/virtual-network.ts';
import { median } from '../harness/verdict/statistics.ts';
import { poolMetrics } from '../mock-service/http/pool-metrics.ts';
import { RequestCounts } from '../mock-service/http/request-counts.ts';
import { SnapshotMetrics } from '../mock-service/http/snapshot-metrics.ts';
import { DirectoryModel } from '../mock-service/model/directory.ts';
import { Pool } from '../mock-service/model/pool.ts';
import { VirtualClock } from '../mock-service/time/virtual-clock.ts';
import { incidentDrill } from './incident-drill.ts';
import { table } from './table.ts';

const LONGEST_MS = 50;
const LARGEST_BYTES = 300_000;
const SITE = ['peak=2000', 'pools.primary.instances=16', 'pools.alternate.instances=8'];
const SCRAPES = 100;

if (process.argv.includes('--live')) await scrapeDrill();
else await scrapeStill();

/** The texts by themselves, without anybody else who wants the processor. */
async function scrapeStill(): Promise<void> {
  const { spec, script } = await incidentDrill('short-ttl', SITE);
  const tally = new RequestTally();
  const drill = await new Promise<VirtualDrill>((resolve, reject) => {
    const events = { ...UNHEARD, finished: () => resolve(running), crashed: reject };
    const running = new VirtualDrill(spec, script, events, tally);
    running.start();
  });
  const { engine, metrics: registry } = drill.drill;
  const load = new SnapshotMetrics();
  addLoadMetrics(load, { engine, registry, tally, transport: { opened: 0, repeated: 0 } });

  const clock = new VirtualClock();
  const directory = new DirectoryModel(clock, spec.topology.directory, { read: () => null, execute: () => null }, 1);
  const pool = new Pool(
    poolModelConfig(spec.topology, { costs: [], entries: null }, 'primary'),
    clock,
    directory,
    spec.settings.underTest,
    1,
  );
  const requests = pool.instances.map(() => instanceRequests(tally));
  const proxy = busyProxy(spec, clock);
  const rows = [
    await still('load generator', load),
    await still('pool of 16', poolMetrics(pool, requests, clock)),
    await still(
      'proxy before 24',
      proxyMetrics(() => proxySnapshot(proxy)),
    ),
  ];
  console.log(table(['process', 'processor time, ms', 'kB'], rows));
}

/** A proxy that has seen every outcome at each of its instances. */
function busyProxy({ topology }: DrillSpec, clock: VirtualClock): FailoverProxy {
  const pools = Object.entries(topology.pools).map(([name, { instances }]) => ({
    name,
    origins: Array.from({ length: instances }, (_, i) => `http://${name}-${i}`),
  }));
  const transport = new VirtualNetwork(clock, 0);
  const proxy = new FailoverProxy({ config: topology.proxy, pools, clock, transport, seed: 1 });
  for (const { outcomes } of proxy.instances) {
    for (const status of [200, 201, 204, 400]) outcomes.add(status, null);
    outcomes.add(502, 'reset');
    outcomes.add(503, 'queue-full');
    outcomes.add(504, 'deadline');
  }
  return proxy;
}

/** What an instance counts that is asked for all that the drill asked for, with all its outcomes. */
function instanceRequests({ sets }: RequestTally): RequestCounts {
  const counts = new RequestCounts();
  const names = [
    ...new Set(sets.filter(({ outcome }) => outcome !== null).map(({ name, method }) => `${method} ${name}`)),
  ];
  for (const name of names) {
    const [method, path] = name.split(' ') as [string, string];
    const route = counts.route(method, path);
    for (const status of [200, 201, 400, 503]) route.answered(status, 10);
    route.gone++;
  }
  return counts;
}

async function still(name: string, metrics: SnapshotMetrics): Promise<string[]> {
  let fastestMs = Number.POSITIVE_INFINITY;
  let bytes = 0;
  for (let i = 0; i < SCRAPES; i++) {
    const before = process.cpuUsage();
    bytes = (await metrics.text()).length;
    const { user, system } = process.cpuUsage(before);
    fastestMs = Math.min(fastestMs, (user + system) / 1000);
  }
  return judged(name, fastestMs, bytes, [fastestMs.toFixed(1)]);
}

/** Each process of a live drill while it runs. */
async function scrapeDrill(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-scrapes-'));
  const file = join(folder, 'targets.json');
  const flags = ['--targets', file, '--out', join(folder, 'run'), '--quiet', '--exit-zero'];
  const drill = spawn(
    process.execPath,
    [
      'harness/cli/headroom.js',
      'run',
      'scenarios/eu-peak-failover.ts',
      ...flags,
      ...SITE.flatMap(set => ['--set', set]),
    ],
    { stdio: 'inherit' },
  );
  const over = new Promise<void>(resolve => drill.once('close', () => resolve()));
  while (!existsSync(file) && drill.exitCode === null) await wait(100);
  const groups = JSON.parse(readFileSync(file, 'utf8')) as { targets: [string]; labels: { process: string } }[];
  const found = groups.map(({ targets: [address], labels: { process: name } }) => ({
    ...{ name, address, times: [] as number[], bytes: 0 },
  }));
  while (existsSync(file)) {
    for (const target of found) {
      const startedAt = performance.now();
      const text = await fetch(`http://${target.address}/metrics`).then(
        response => response.text(),
        () => null, // The drill is over.
      );
      if (text === null) continue;
      target.times.push(performance.now() - startedAt);
      target.bytes = Math.max(target.bytes, text.length);
    }
    await wait(1000);
  }
  await over;
  rmSync(folder, { recursive: true });
  const rows = found.map(({ name, times, bytes }) => {
    const middle = times.length === 0 ? Number.NaN : median(times);
    const longest = Math.max(...times);
    return judged(name, middle, bytes, [`${times.length}`, middle.toFixed(1), longest.toFixed(1)]);
  });
  console.log(table(['process', 'scrapes', 'median, ms', 'longest, ms', 'kB'], rows));
}

function judged(name: string, ms: number, bytes: number, cells: readonly string[]): string[] {
  if (!(ms < LONGEST_MS) || bytes >= LARGEST_BYTES) process.exitCode = 1;
  return [name, ...cells, `${Math.round(bytes / 1000)}`];
}
