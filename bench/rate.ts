/**
 * How many requests a second one process can bring to a server, beside other load generators. Ours runs a k6 script with checks, tags and
 * thresholds; the others only send. The server does next to nothing, in a process of its own, and its log is the judge:
 *
 * - lag: how late the n-th request came, n ÷ rate after the first. Generators that send in bursts have no lag under 5 ms at any rate.
 * - at any lag: the highest rate of which 99.9 % of what was due was sent by a second after its time at the latest; of closed loops, the
 *   throughput that they reach.
 *
 *     node bench/rate.ts [generator …]
 *
 * The first second of each run is for warming up and not judged. Prints a table; exits 1 if ours does not reach half of autocannon's
 * rate or ten times artillery's. Processor time tells more than rates do where the machine is shared (Linux only).
 */
import { GENERATORS, type Generator } from './generators.ts';
import { childrenCpuMs } from './processor-time.ts';
import { table } from './table.ts';
import { Target } from './target/target.ts';

const SECONDS = 8;
const WARM_UP_MS = 1000;
const MOST_LAG_MS = 5;
const LEAST_SENT = 0.999;
const LATEST_MS = 1000;
/** One hiccup of the machine in a run of some seconds is more than 1 % of it: the best of some runs counts. */
const LAG_TRIES = 3;
const LOWEST_RATE = 250;
const HIGHEST_RATE = 128_000;
const OPEN_LOOP_CONNECTIONS = 1000;
const CLOSED_LOOP_CONNECTIONS = 100;

interface Run {
  readonly perSecond: number;
  /** Of what was due: what was sent at most a second late. */
  readonly sentShare: number;
  readonly lagP99Ms: number;
  /** Processor time of the generator, start-up included. */
  readonly cpuUsPerRequest: number;
}

const names = process.argv.slice(2);
const target = await Target.start();
const rows: string[][] = [];
const most = new Map<string, number>();
for (const generator of GENERATORS) {
  const { name, missing, hasRate } = generator;
  if (names.length > 0 && !names.includes(name)) continue;
  if (missing !== null) {
    rows.push([name, missing]);
    continue;
  }
  const punctual = hasRate ? await highest(generator, ({ lagP99Ms }) => lagP99Ms < MOST_LAG_MS, LAG_TRIES) : null;
  const isOpen = name === 'headroom' || name === 'artillery';
  const any = isOpen
    ? await highest(generator, ({ sentShare }) => sentShare >= LEAST_SENT)
    : await measure(generator, null);
  most.set(name, any?.perSecond ?? 0);
  rows.push([
    name,
    hasRate ? rateText(punctual) : 'has no rate',
    rateText(any),
    any?.cpuUsPerRequest.toFixed(0) ?? '–',
  ]);
}
target.stop();
console.log(
  table(['generator', 'lag p99 < 5 ms, requests/s', 'at any lag, requests/s', 'processor µs a request'], rows),
);

const ours = most.get('headroom') ?? 0;
for (const [peer, factor] of [
  ['autocannon', 0.5],
  ['artillery', 10],
] as const) {
  const theirs = most.get(peer);
  if (theirs === undefined || ours === 0) continue;
  console.log(`headroom brings ${(ours / theirs).toFixed(2)} × ${peer} (at least ${factor})`);
  if (ours < factor * theirs) process.exitCode = 1;
}

/** The highest rate at which one of some runs is good, to within 10 %; null if none is. */
async function highest(generator: Generator, isGood: (run: Run) => boolean, tries = 1): Promise<Run | null> {
  const measureOften = async (rate: number): Promise<Run> => {
    let run = await measure(generator, rate);
    for (let i = 1; i < tries && !isGood(run); i++) run = await measure(generator, rate);
    return run;
  };
  let best: Run | null = null;
  let low = 0;
  let rate = LOWEST_RATE;
  while (rate <= HIGHEST_RATE) {
    const run = await measureOften(rate);
    if (!isGood(run)) break;
    best = run;
    low = rate;
    rate *= 2;
  }
  for (let high = rate; low > 0 && high / low > 1.1; ) {
    const middle = Math.round(Math.sqrt(low * high));
    const run = await measureOften(middle);
    if (isGood(run)) {
      best = run;
      low = middle;
    } else high = middle;
  }
  return best;
}

async function measure(generator: Generator, ratePerSecond: number | null): Promise<Run> {
  await target.begin({ serviceMs: 0, stall: null });
  const connections = generator.name === 'headroom' ? OPEN_LOOP_CONNECTIONS : CLOSED_LOOP_CONNECTIONS;
  const watch = childrenCpuMs(target.pid);
  await generator.run({ url: target.url, ratePerSecond, seconds: SECONDS, connections });
  const cpuMs = watch.stop();
  const { arrivals } = await target.log();
  if (arrivals.length < 2)
    return { perSecond: 0, sentShare: 0, lagP99Ms: Number.POSITIVE_INFINITY, cpuUsPerRequest: 0 };
  const first = arrivals[0] as number;
  const inTime = arrivals.filter(at => at <= first + SECONDS * 1000 + LATEST_MS).length;
  const seconds = ((arrivals[arrivals.length - 1] as number) - first) / 1000;
  return {
    perSecond: ratePerSecond ?? arrivals.length / seconds,
    sentShare: ratePerSecond === null ? 1 : inTime / (ratePerSecond * SECONDS),
    lagP99Ms: ratePerSecond === null ? Number.NaN : lagP99(arrivals, ratePerSecond),
    cpuUsPerRequest: (cpuMs * 1000) / arrivals.length,
  };
}

/** How late requests came, 99th percentile, ms, against an even schedule from the earliest of them on. */
function lagP99(arrivals: Float64Array, ratePerSecond: number): number {
  const from = arrivals.findIndex(at => at >= (arrivals[0] as number) + WARM_UP_MS);
  if (from < 0) return Number.POSITIVE_INFINITY;
  const judged = arrivals.subarray(from);
  const offsets = judged.map((at, n) => at - (n * 1000) / ratePerSecond).sort();
  return (offsets[Math.floor(0.99 * offsets.length)] as number) - (offsets[0] as number);
}

function rateText(run: Run | null): string {
  return run === null ? 'none' : run.perSecond.toFixed(0);
}
