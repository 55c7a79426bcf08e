import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { RunRecord } from '../../harness/record/run-record.ts';
import type { ComparedRun } from '../../harness/verdict/compared-run.ts';
import { drillCell } from '../scenario-table/cell-drills.ts';

/** What is drilled: a scenario, and what is set of settings, topology and environment. */
export interface Side {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Drills of one arm. */
export interface Drills extends Side {
  readonly seeds: readonly number[];
}

/** As many as the machine's cores: virtual drills keep one each busy. */
const THREADS = 2;
/** Seeds that a thread takes at once. */
const CHUNK = 10;

/** The first `count` seeds from `from` on. */
export function seedsFrom(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

/**
 * Carries out drills, in threads, and keeps of their records what a comparison looks at.
 * @returns the runs of each arm, in the order of its seeds
 */
export async function drilled(arms: readonly Drills[]): Promise<ComparedRun[][]> {
  const jobs = arms.flatMap((arm, index) =>
    Array.from({ length: Math.ceil(arm.seeds.length / CHUNK) }, (_, k) => ({
      index,
      job: { ...arm, seeds: arm.seeds.slice(k * CHUNK, (k + 1) * CHUNK) },
    })),
  );
  const done: ComparedRun[][] = jobs.map(() => []);
  let [next, finished] = [0, 0];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const thread = new Worker(new URL(import.meta.url), { workerData: 'drills' });
      let at = -1;
      const take = (): void => {
        at = next++;
        if (at < jobs.length) thread.postMessage(jobs[at]?.job);
        else void thread.terminate().then(() => resolve());
      };
      thread.on('message', (runs: ComparedRun[]) => {
        done[at] = runs;
        process.stderr.write(`\r${++finished} of ${jobs.length} lots of ${CHUNK} drills`);
        take();
      });
      thread.once('error', reject);
      take();
    });
  await Promise.all(Array.from({ length: THREADS }, work));
  process.stderr.write('\n');
  return arms.map((_, index) => done.filter((_, i) => jobs[i]?.index === index).flat());
}

if (!isMainThread && workerData === 'drills') {
  parentPort?.on('message', async ({ scenario, set, env = {}, seeds }: Drills) => {
    const records = await drillCell({ scenario, topology: 'eu', set: [...set], env: { ...env } }, 'baseline', [
      ...seeds,
    ]);
    parentPort?.postMessage(records.map(comparedOf));
  });
}

/** What a comparison looks at: a hundredth of a record. */
function comparedOf(record: RunRecord): ComparedRun {
  const { verdict, reasons, clock, seed, arrivals, durationS, script, topology, cacheSettings, objectives } = record;
  const { generator, timeouts, requests, pools, knobs, cause, series } = record;
  const own = /^(planned|p50Ms|p99Ms|.+\.(cpu|hitRatio|memory|offered))$/;
  const columns = Object.fromEntries(Object.entries(series.columns).filter(([name]) => own.test(name)));
  return {
    ...{ verdict, reasons, clock, seed, arrivals, durationS, script, topology, cacheSettings, objectives },
    ...{ generator, timeouts, requests, pools, knobs, cause, series: { ...series, columns } },
  };
}
