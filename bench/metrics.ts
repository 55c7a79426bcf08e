/**
 * What metrics cost. First the speed of virtual drills with everything that is counted for Prometheus (proxy, directory, lag, the tally of
 * the load) and without any of it, in processes that take turns so that both meet the same machine. Then, with --live, what a scrape of
 * each process of a live drill takes and weighs while 2000 requests a second go through it.
 *
 *     node bench/metrics.ts [rounds]
 *     node bench/metrics.ts --live
 *
 * Prints tables; exits 1 if metrics cost 5 % of the speed or more, or a scrape takes 50 ms or weighs 300 kB.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DrillSpec } from '../harness/drill/drill-spec.ts';
import { VirtualDrill } from '../harness/drill/virtual-drill.ts';
import { RequestTally } from '../harness/measure/request-tally.ts';
import { OutcomeCounts } from '../harness/proxy/outcome-counts.ts';
import { compileScript } from '../harness/script/compile/compile-script.ts';
import { moduleMembers } from '../harness/script/modules/module-members.ts';
import { readDrillFiles } from '../harness/topology/drill-files.ts';
import { DurationCounts } from '../mock-service/time/duration-counts.ts';
import { table } from './table.ts';

const SCRIPT = 'scenarios/eu-peak-failover.ts';
const MOST_COST = 0.05;
const LONGEST_SCRAPE_MS = 50;
const LARGEST_SCRAPE_BYTES = 300_000;
const DRILLS = 5;

const [argument] = process.argv.slice(2);
if (argument === 'with' || argument === 'without') console.log(await processorTime(argument === 'with'));
else if (argument === '--live') await scrapes();
else compareSpeed(Number(argument ?? 5));

/** Processor time of a request of virtual drills, µs, after a drill to warm up. */
async function processorTime(counted: boolean): Promise<number> {
  if (!counted) {
    DurationCounts.prototype.add = () => {};
    OutcomeCounts.prototype.add = () => {};
  }
  const { topology, settings } = readDrillFiles('scenarios/topologies/eu.yaml', [
    'mock-service/settings/baseline.yaml',
  ]);
  const [baseline] = settings;
  if (baseline === undefined) throw new Error('no settings');
  const spec: DrillSpec = {
    ...{ clock: 'virtual', script: SCRIPT, topology, seed: 1, arrivals: 'poisson' },
    ...{ settings: { underTest: baseline, baseline }, env: {}, tags: {}, allowedHosts: [], headroom: null },
  };
  const script = await compileScript(SCRIPT, { members: moduleMembers });
  const drill = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const events = { log: () => {}, started: () => {}, second: () => {}, sampled: () => {}, noted: () => {} };
      new VirtualDrill(
        spec,
        script,
        { ...events, finished: ({ record }) => resolve(record.requests.offered), crashed: reject },
        counted ? new RequestTally() : undefined,
      ).start();
    });
  await drill();
  const before = process.cpuUsage();
  let requests = 0;
  for (let i = 0; i < DRILLS; i++) requests += await drill();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

function compareSpeed(rounds: number): void {
  const measure = (arm: 'with' | 'without'): number =>
    Number(execFileSync(process.execPath, [import.meta.filename, arm], { encoding: 'utf8' }));
  const measured = Array.from({ length: rounds }, () => ({ without: measure('without'), with: measure('with') }));
  const rows = measured.map((round, i) => [`${i + 1}`, round.without.toFixed(3), round.with.toFixed(3)]);
  // The fastest round of each: what the machine's other work adds is never negative.
  const fastest = (arm: 'with' | 'without'): number => Math.min(...measured.map(round => round[arm]));
  const cost = fastest('with') / fastest('without') - 1;
  console.log(table(['round', 'without metrics, µs a request', 'with'], rows));
  console.log(
    `Metrics cost ${(100 * cost).toFixed(1)} % of the speed of a virtual drill; at most ${100 * MOST_COST} % is allowed.`,
  );
  if (cost >= MOST_COST) process.exitCode = 1;
}

async function scrapes(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-scrapes-'));
  const file = join(folder, 'targets.json');
  const more = ['peak=2000', 'pools.primary.instances=16', 'pools.alternate.instances=8'].flatMap(set => [
    '--set',
    set,
  ]);
  const flags = [...more, '--targets', file, '--out', join(folder, 'run'), '--quiet', '--exit-zero'];
  const drill = spawn(process.execPath, ['harness/cli/headroom.js', 'run', SCRIPT, ...flags], { stdio: 'inherit' });
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
    times.sort((a, b) => a - b);
    const median = times[times.length >> 1] ?? Number.NaN;
    if (median >= LONGEST_SCRAPE_MS || bytes >= LARGEST_SCRAPE_BYTES) process.exitCode = 1;
    return [
      name,
      `${times.length}`,
      median.toFixed(1),
      (times.at(-1) ?? Number.NaN).toFixed(1),
      `${Math.round(bytes / 1000)}`,
    ];
  });
  console.log(table(['process', 'scrapes', 'median, ms', 'longest, ms', 'largest, kB'], rows));
}
