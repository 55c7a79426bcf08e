/**
 * How fast virtual drills are: the shipped drill on one core, with its script, metrics and record, as requests and as events per second of
 * wall time. Beside it a bare M/M/8 queue (two events a job, and nothing counted but the time in system) on the same clock and cores, and in
 * simjs, the fastest simulation library in JavaScript or Python found (SimPy 2 reached 0.4 of it, simscript 0.04).
 *
 *     npm ci --prefix bench/peers --ignore-scripts && node bench/virtual.ts [rounds]
 *
 * Each has a process of its own, with the memory that drills have, and they take turns, so that all meet the same machine. Figures
 * are medians of rounds, and the fastest for a machine that is shared, after some to warm up. Exits 1 if the fastest drill is under 250 000
 * requests a second, or if visits to a declared service are simulated at less than 0.8 of the speed of the same visits to My Sign-Ins.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type { DrillOutcome } from '../harness/drill/drill.ts';
import { DRILL_MEMORY } from '../harness/drill/drill-memory.ts';
import type { DrillSpec } from '../harness/drill/drill-spec.ts';
import { UNHEARD } from '../harness/drill/running-drill.ts';
import { VirtualDrill } from '../harness/drill/virtual-drill.ts';
import type { CompiledScript } from '../harness/script/compile/compiled-script.ts';
import { memoryFlags } from '../harness/site/processes/memory.ts';
import { median } from '../harness/verdict/statistics.ts';
import { Cpu, type Task } from '../mock-service/model/cpu.ts';
import { type Handler, Timer } from '../mock-service/time/clock.ts';
import { RandomStream } from '../mock-service/time/random.ts';
import { VirtualClock } from '../mock-service/time/virtual-clock.ts';
import { incidentDrill, visitsDrill } from './incident-drill.ts';
import { table } from './table.ts';

const LEAST_REQUESTS_PER_SECOND = 250_000;
const WARM_UPS = 16;
const TURNS = 3;
const JOBS = 200_000;
const SERVERS = 8;
const UTILISATION = 0.9;

const LEAST_OF_MY_SIGN_INS = 0.8;
const VISITS = 'visits, My Sign-Ins';
const DECLARED_VISITS = 'visits, declared service';

interface Round {
  readonly events: number;
  readonly wallMs: number;
  /** Of a drill requests, of a queue jobs. */
  readonly served: number;
}

const CONTESTANTS: Record<string, () => Promise<() => Promise<Round> | Round>> = {
  'the drill, baseline': async () => drillRounds(await incidentDrill('baseline')),
  'the drill, short-ttl': async () => drillRounds(await incidentDrill('short-ttl')),
  [VISITS]: async () => drillRounds(await visitsDrill(false)),
  [DECLARED_VISITS]: async () => drillRounds(await visitsDrill(true)),
  'M/M/8, our clock and cores': async () => ourQueue,
  'M/M/8, simjs': async () => theirQueue(simjs()),
};

const [first = '15', rounds = '15'] = process.argv.slice(2);
const contestant = CONTESTANTS[first];
if (contestant === undefined) compare(Number(first));
else console.log(JSON.stringify(await measure(await contestant(), Number(rounds))));

/** All rounds of one contestant, the first of them, with cold code, before those that warm up. */
async function measure(run: () => Promise<Round> | Round, count: number): Promise<Round[]> {
  const all: Round[] = [];
  for (let round = 0; round < WARM_UPS + count; round++) all.push(await run());
  return [all[0] as Round, ...all.slice(WARM_UPS)];
}

function compare(count: number): void {
  const measured = new Map<string, Round[]>();
  const cold: Round[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    for (const name of Object.keys(CONTESTANTS)) {
      const flags = memoryFlags(DRILL_MEMORY.virtual);
      const child = spawnSync(process.execPath, [...flags, process.argv[1] as string, name, String(count)], {
        encoding: 'utf8',
      });
      if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
      const [before, ...rest] = JSON.parse(child.stdout) as [Round, ...Round[]];
      if (name === 'the drill, baseline') cold.push(before);
      measured.set(name, [...(measured.get(name) ?? []), ...rest]);
    }
  }
  const eventsPerSecond = ({ events, wallMs }: Round): number => (1000 * events) / wallMs;
  const peer = median((measured.get('M/M/8, simjs') ?? []).map(eventsPerSecond));
  const rows = [...measured].map(([name, all]) => [
    name,
    thousands(median(all.map(perSecond))),
    thousands(Math.max(...all.map(perSecond))),
    thousands(median(all.map(eventsPerSecond))),
    (median(all.map(eventsPerSecond)) / peer).toFixed(2),
  ]);
  console.log(table(['of wall time', 'requests or jobs/s', 'fastest', 'events/s', '÷ simjs'], rows));
  console.log(`The first drill of a process, not yet compiled: ${thousands(median(cold.map(perSecond)))} requests/s.`);
  console.log(`At least ${thousands(LEAST_REQUESTS_PER_SECOND)} requests/s are asked for.`);
  const [ours, declared] = [VISITS, DECLARED_VISITS].map(name => median((measured.get(name) ?? []).map(perSecond)));
  const share = (declared as number) / (ours as number);
  console.log(
    `A declared service is simulated at ${share.toFixed(2)} of the speed of My Sign-Ins; ${LEAST_OF_MY_SIGN_INS} is asked for.`,
  );
  if (share < LEAST_OF_MY_SIGN_INS) process.exitCode = 1;
  const drills = measured.get('the drill, baseline') ?? [];
  if (Math.max(...drills.map(perSecond)) < LEAST_REQUESTS_PER_SECOND) process.exitCode = 1;
}

function drillRounds({ spec, script }: Awaited<ReturnType<typeof incidentDrill>>): () => Promise<Round> {
  return () => drillRound(spec, script);
}

async function drillRound(spec: DrillSpec, script: CompiledScript): Promise<Round> {
  const startedAt = performance.now();
  let drill: VirtualDrill | undefined;
  const served = await new Promise<number>((resolve, reject) => {
    const finished = ({ record }: DrillOutcome) => resolve(record.requests.offered);
    drill = new VirtualDrill(spec, script, { ...UNHEARD, finished, crashed: reject });
    drill.start();
  });
  return { events: drill?.events ?? 0, wallMs: performance.now() - startedAt, served };
}

function ourQueue(): Round {
  const startedAt = performance.now();
  const clock = new VirtualClock();
  const cpu = new Cpu(clock, { cores: SERVERS });
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

/** The library, which is made for browsers: it leaves its exports in a window. */
function simjs(): Simjs {
  const window: { Sim?: Simjs } = {};
  Object.assign(globalThis, { window });
  createRequire(new URL('./peers/package.json', import.meta.url))('simjs');
  return window.Sim as Simjs;
}

function theirQueue({ Sim, Facility, Random, Entity }: Simjs): () => Round {
  return () => {
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
  };
}

/** A queue that is fast but wrong is no peer: the mean time in system is 1.877 (Erlang C). */
function expectMean(mean: number): void {
  if (Math.abs(mean - 1.877) > 0.1) throw new Error(`the mean time in system is ${mean}, not 1.877`);
}

function perSecond({ served, wallMs }: Round): number {
  return (1000 * served) / wallMs;
}

function thousands(figure: number): string {
  return Math.round(figure).toLocaleString('en');
}
