/**
 * How fast virtual drills are: the shipped drill on one core, with its script, metrics and record, as requests and as events per second of
 * wall time. Beside it a bare M/M/8 queue (two events a job, and nothing counted but the time in system) on the same clock and cores, and in
 * simjs, the fastest simulation library in JavaScript or Python found (SimPy 2 reached 0.4 of it, simscript 0.04).
 *
 *     npm ci --prefix bench/peers --ignore-scripts && node bench/virtual.ts [rounds]
 *
 * All take turns in one process, with the young generation that drills have, so that they meet the same machine; figures are medians of rounds (and the fastest, for a machine that is shared), after
 * some to warm up. Exits 1 if the fastest drill is under 250 000 requests a second.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type { DrillOutcome } from '../harness/drill/drill.ts';
import { YOUNG_MB } from '../harness/drill/silence.ts';
import { VirtualDrill } from '../harness/drill/virtual-drill.ts';
import { Cpu, type Task } from '../mock-service/model/cpu.ts';
import { type Handler, Timer } from '../mock-service/time/clock.ts';
import { RandomStream } from '../mock-service/time/random.ts';
import { VirtualClock } from '../mock-service/time/virtual-clock.ts';
import { incidentDrill, QUIET } from './incident-drill.ts';
import { table } from './table.ts';

const LEAST_REQUESTS_PER_SECOND = 250_000;
const WARM_UPS = 8;
const JOBS = 200_000;
const SERVERS = 8;
const UTILISATION = 0.9;

interface Round {
  readonly events: number;
  readonly wallMs: number;
  /** Of a drill requests, of a queue jobs. */
  readonly served: number;
}

const YOUNG = `--max-semi-space-size=${YOUNG_MB}`;
if (!process.execArgv.includes(YOUNG)) {
  const { status } = spawnSync(
    process.execPath,
    [YOUNG, `--min-semi-space-size=${YOUNG_MB}`, ...process.argv.slice(1)],
    { stdio: 'inherit' },
  );
  process.exit(status ?? 1);
}

const rounds = Number(process.argv[2] ?? 15);
const drills = { baseline: await incidentDrill('baseline'), 'short-ttl': await incidentDrill('short-ttl') };
const contestants: Record<string, () => Promise<Round> | Round> = {
  'the drill, baseline': () => drillRound(drills.baseline),
  'the drill, short-ttl': () => drillRound(drills['short-ttl']),
  'M/M/8, our clock and cores': ourQueue,
};
const Sim = simjs();
if (Sim !== null) contestants['M/M/8, simjs'] = () => theirQueue(Sim);

const measured = new Map<string, Round[]>();
let firstDrill: Round | null = null;
for (let round = -WARM_UPS; round < rounds; round++) {
  for (const [name, run] of Object.entries(contestants)) {
    const result = await run();
    firstDrill ??= result;
    if (round >= 0) measured.set(name, [...(measured.get(name) ?? []), result]);
  }
}

const peer = Sim === null ? null : median('M/M/8, simjs', ({ events, wallMs }) => (1000 * events) / wallMs);
const rows = [...measured.keys()].map(name => {
  const eventsPerSecond = median(name, ({ events, wallMs }) => (1000 * events) / wallMs);
  return [
    name,
    thousands(median(name, perSecond)),
    thousands(Math.max(...(measured.get(name) ?? []).map(perSecond))),
    thousands(eventsPerSecond),
    peer === null ? 'simjs is not installed' : (eventsPerSecond / peer).toFixed(2),
  ];
});
console.log(table(['of wall time', 'requests or jobs/s', 'fastest', 'events/s', '÷ simjs'], rows));
console.log(
  `The first drill of the process, not yet compiled: ${thousands(perSecond(firstDrill as Round))} requests/s.`,
);
const speed = Math.max(...(measured.get('the drill, baseline') ?? []).map(perSecond));
console.log(`At least ${thousands(LEAST_REQUESTS_PER_SECOND)} requests/s are asked for.`);
if (speed < LEAST_REQUESTS_PER_SECOND) process.exitCode = 1;

async function drillRound({ spec, script }: Awaited<ReturnType<typeof incidentDrill>>): Promise<Round> {
  const startedAt = performance.now();
  let drill: VirtualDrill | undefined;
  const served = await new Promise<number>((resolve, reject) => {
    const finished = ({ record }: DrillOutcome) => resolve(record.requests.offered);
    drill = new VirtualDrill(spec, script, { ...QUIET, finished, crashed: reject });
    drill.start();
  });
  return { events: drill?.events ?? 0, wallMs: performance.now() - startedAt, served };
}

function ourQueue(): Round {
  const startedAt = performance.now();
  const clock = new VirtualClock();
  const cpu = new Cpu(clock, SERVERS);
  const random = new RandomStream(1);
  const exponential = (mean: number): number => -mean * Math.log(random.next());
  let inSystemMs = 0;
  class Job implements Task {
    readyAt: number;
    constructor(readyAt: number) {
      this.readyAt = readyAt;
    }
    start(): number {
      return exponential(1);
    }
    done(now: number): void {
      inSystemMs += now - this.readyAt;
    }
  }
  class Arrivals implements Handler {
    readonly timer = new Timer(this);
    left = JOBS;
    fire(now: number): void {
      cpu.submit(new Job(now));
      if (--this.left > 0) clock.schedule(this.timer, now + exponential(1 / (UTILISATION * SERVERS)));
    }
  }
  clock.schedule(new Arrivals().timer, 0);
  clock.run(Number.POSITIVE_INFINITY);
  expectMean(inSystemMs / JOBS);
  return { events: clock.fired, wallMs: performance.now() - startedAt, served: JOBS };
}

interface Simjs {
  Sim: new () => { addEntity(entity: unknown): void; simulate(until: number): void };
  Facility: { new (name: string, discipline: number, servers: number): object; FCFS: number };
  Random: new (seed: number) => { exponential(rate: number): number };
  Entity: new () => {
    time(): number;
    useFacility(facility: object, time: number): Request;
    setTimer(time: number): Request;
  };
}
interface Request {
  done(callback: () => void): void;
}

/** The library, which is made for browsers: it leaves its exports in a window. Null if it is not installed. */
function simjs(): Simjs | null {
  const window: { Sim?: Simjs } = {};
  try {
    Object.assign(globalThis, { window });
    createRequire(new URL('./peers/package.json', import.meta.url))('simjs');
  } catch {
    return null;
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
  }
  return window.Sim ?? null;
}

function theirQueue({ Sim, Facility, Random, Entity }: Simjs): Round {
  const startedAt = performance.now();
  const random = new Random(1);
  const servers = new Facility('servers', Facility.FCFS, SERVERS);
  let left = JOBS;
  let inSystem = 0;
  class Arrivals extends Entity {
    start(): void {
      if (left-- === 0) return;
      const arrivedAt = this.time();
      this.useFacility(servers, random.exponential(1)).done(() => {
        inSystem += this.time() - arrivedAt;
      });
      this.setTimer(random.exponential(UTILISATION * SERVERS)).done(() => this.start());
    }
  }
  const sim = new Sim();
  sim.addEntity(Arrivals);
  sim.simulate(Number.MAX_SAFE_INTEGER);
  expectMean(inSystem / JOBS);
  return { events: 2 * JOBS, wallMs: performance.now() - startedAt, served: JOBS };
}

/** A queue that is fast but wrong is no peer: the mean time in system is 1.877 (Erlang C). */
function expectMean(mean: number): void {
  if (Math.abs(mean - 1.877) > 0.1) throw new Error(`the mean time in system is ${mean}, not 1.877`);
}

function perSecond({ served, wallMs }: Round): number {
  return (1000 * served) / wallMs;
}

function median(name: string, figure: (round: Round) => number): number {
  const figures = (measured.get(name) ?? []).map(figure).sort((a, b) => a - b);
  return figures[figures.length >> 1] as number;
}

function thousands(figure: number): string {
  return Math.round(figure).toLocaleString('en');
}
