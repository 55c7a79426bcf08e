/**
 * Our proxy beside HAProxy: one process each (HAProxy with one thread), routing, health checks and counting on, the same backend (a
 * second HAProxy that answers from memory), the same load (wrk over loopback, connections kept), taken in turns so that both meet the
 * same machine. Both are warm: what V8 compiles in its first hundred thousand requests is not what a request costs.
 *
 *     node bench/proxy.ts [rounds] [connections]
 *
 * Needs haproxy and wrk. Prints requests per second and processor time per request of each round, and of the rounds' ratios the median
 * and the quartiles. On a shared machine a round's throughput also tells who got the cores: the quartiles say how much.
 */
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FailoverProxy } from '../harness/proxy/failover-proxy.ts';
import { LiveProxy } from '../harness/proxy/live/live-proxy.ts';
import { proxyMetrics } from '../harness/proxy/proxy-metrics.ts';
import { proxySnapshot } from '../harness/proxy/proxy-snapshot.ts';
import type { ProxyConfig } from '../harness/topology/topology.ts';
import { LiveTransport } from '../harness/transport/live-transport.ts';
import { median, quantile } from '../harness/verdict/statistics.ts';
import { SystemClock } from '../mock-service/time/system-clock.ts';

/** The least that is acceptable: a share of HAProxy's throughput. */
const LEAST = 0.6;
const ROUND_S = 1;
const WARM_UP_REQUESTS = 200_000;
/** Of all three: a machine that others keep busy may leave any of them without a core for seconds. */
const PATIENCE_S = 20;

const CONFIG: ProxyConfig = {
  timeoutMs: PATIENCE_S * 1000,
  connectTimeoutMs: 250,
  retries: 1,
  retryOn: ['refused'],
  retryBudget: 0.2,
  balance: 'hash-user',
  failover: 'active-passive',
  health: { intervalMs: 2000, timeoutMs: 1000, fall: 3, rise: 2, depth: 'shallow' },
  ejection: { consecutive: 5, forMs: 30_000, maxShare: 0.5 },
  networkDelayMs: 0,
};

/** One of the two that are compared. */
interface Contestant {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly perSecond: number[];
  readonly microseconds: number[];
}

/** The child process: our proxy before one pool of four and one of two instances, all of them the same backend. */
async function serve(origin: string): Promise<void> {
  const clock = new SystemClock();
  const pools = [
    { name: 'primary', origins: [origin, origin, origin, origin] },
    { name: 'alternate', origins: [origin, origin] },
  ];
  const proxy = new FailoverProxy({ config: CONFIG, pools, clock, transport: new LiveTransport(clock), seed: 1 });
  let user = 0;
  const live = new LiveProxy({ proxy, clock, userOf: () => user++ });
  const { port } = await live.listen();
  proxy.start();
  // A scrape now and then, as in a drill.
  const metrics = proxyMetrics(() => proxySnapshot(proxy, live.connections));
  setInterval(() => void metrics.text(), 1000);
  process.on('disconnect', () => process.exit(0));
  process.send?.(port);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

const GLOBAL = 'global\n  maxconn 4000\n  nbthread 1\ndefaults\n  mode http\n  timeout client 30s\n';

const backend = (port: number) => `${GLOBAL}frontend f
  bind 127.0.0.1:${port}
  http-request return status 200 content-type text/plain string "an answer of thirty-two bytes..."
`;

const haproxy = (port: number, to: number) => `${GLOBAL}  timeout connect 250ms
  timeout server ${PATIENCE_S}s
  retries 1
  option forwardfor
  option httpchk GET /healthz
  http-reuse always
frontend f
  bind 127.0.0.1:${port}
  default_backend b
backend b
  balance uri
  hash-type consistent
${[0, 1, 2, 3].map(i => `  server s${i} 127.0.0.1:${to} check inter 2s fall 3 rise 2\n`).join('')}`;

/** Processor time that a process has used, ns: user and system, over all its threads. */
function cpuNs(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const [ran] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ');
    return sum + Number(ran);
  }, 0);
}

/** @returns answered requests. @throws if any failed. */
function load(port: number, connections: number, seconds: number): number {
  const url = `http://127.0.0.1:${port}/v1.0/me/authentication/methods`;
  const out = execFileSync('wrk', [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    `--timeout=${PATIENCE_S}s`,
    url,
  ]).toString();
  const bad = /^.*(?:Socket errors|Non-2xx).*$/m.exec(out);
  if (bad !== null) throw new Error(`wrk on port ${port}:${bad[0]}`);
  return Number(/(\d+) requests in/.exec(out)?.[1]);
}

function warmUp(port: number, connections: number): void {
  for (let requests = 0; requests < WARM_UP_REQUESTS; ) requests += load(port, connections, ROUND_S);
}

/** The median, and the quartiles. */
function spread(ratios: readonly number[]): string {
  const sorted = [...ratios].sort((a, b) => a - b);
  const [low, middle, high] = [0.25, 0.5, 0.75].map(q => quantile(sorted, q).toFixed(2));
  return `${middle} (${low}–${high})`;
}

async function compare(rounds: number, connections: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
  const children: ChildProcess[] = [];
  const startHaproxy = (name: string, text: string): number => {
    const file = join(folder, `${name}.cfg`);
    writeFileSync(file, text);
    const child = spawn('haproxy', ['-q', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] });
    children.push(child);
    return child.pid as number;
  };
  try {
    const [backendPort, haproxyPort] = [await freePort(), await freePort()];
    startHaproxy('backend', backend(backendPort));
    const ours = fork(fileURLToPath(import.meta.url), ['serve', `http://127.0.0.1:${backendPort}`]);
    children.push(ours);
    const port = await new Promise<number>((resolve, reject) => {
      ours.once('message', message => resolve(message as number));
      ours.once('exit', () => reject(new Error('our proxy did not start')));
    });
    const contestants: Contestant[] = [
      { name: 'headroom', port, pid: ours.pid as number, perSecond: [], microseconds: [] },
      {
        name: 'haproxy',
        port: haproxyPort,
        pid: startHaproxy('proxy', haproxy(haproxyPort, backendPort)),
        perSecond: [],
        microseconds: [],
      },
    ];
    await sleep(500);
    for (const contestant of contestants) warmUp(contestant.port, connections);
    for (let round = 1; round <= rounds; round++) {
      // Who was second is first next: what changes slowly meets both alike.
      for (const { name, port: at, pid, perSecond, microseconds } of round % 2 === 0
        ? contestants.toReversed()
        : contestants) {
        const before = cpuNs(pid);
        const requests = load(at, connections, ROUND_S);
        perSecond.push(requests / ROUND_S);
        microseconds.push((cpuNs(pid) - before) / 1000 / requests);
        console.log(
          `round ${round}  ${name.padEnd(8)}  ${perSecond.at(-1)?.toFixed(0).padStart(6)} requests/s  ${microseconds.at(-1)?.toFixed(1).padStart(5)} µs of processor a request`,
        );
      }
    }
    const [us, them] = contestants as [Contestant, Contestant];
    const throughput = us.perSecond.map((rate, i) => rate / (them.perSecond[i] as number));
    const efficiency = us.microseconds.map((time, i) => (them.microseconds[i] as number) / time);
    console.log(
      `\nThroughput: ${spread(throughput)} of HAProxy's (at least ${LEAST}); per processor second: ${spread(efficiency)}`,
    );
    if (median(throughput) < LEAST) process.exitCode = 1;
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first = '20', second = '64'] = process.argv.slice(2);
if (first === 'serve') await serve(second);
else await compare(Number(first), Number(second));
