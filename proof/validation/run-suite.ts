import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Finding, judge } from './replications.ts';
import { SUITE } from './suite.ts';
import type { ValidationCase } from './validation-case.ts';
import type { ValidationAnswer, ValidationTask } from './validation-worker.ts';

/** Seeds that a thread takes at a time. */
const CHUNK = 5;

/** A case and what came of it. */
export interface CaseFindings {
  readonly case: ValidationCase;
  readonly findings: readonly Finding[];
}

/**
 * Runs cases of the suite, each with all its seeds, in as many threads as there are cores.
 * @param done told of each case as it is over, in any order
 * @throws Error if a drill does not run to its end
 */
export async function runSuite(
  selected: (each: ValidationCase) => boolean,
  done: (findings: CaseFindings) => void = () => {},
): Promise<CaseFindings[]> {
  const tasks: ValidationTask[] = [];
  const rows = new Map<number, (readonly number[])[]>();
  for (const [index, each] of SUITE.entries()) {
    if (!selected(each)) continue;
    rows.set(index, []);
    for (let first = 1; first <= each.seeds; first += CHUNK) {
      const seeds = Array.from({ length: Math.min(CHUNK, each.seeds - first + 1) }, (_, i) => first + i);
      tasks.push({ index, seeds, short: false });
    }
  }
  const results = new Map<number, CaseFindings>();
  const answered = ({ task, rows: measured }: Extract<ValidationAnswer, { rows: unknown }>): void => {
    const each = SUITE[task.index] as ValidationCase;
    const all = rows.get(task.index) as (readonly number[])[];
    // By seed, whatever order they came in: sums then have the same last digit in every run.
    measured.forEach((row, i) => {
      all[(task.seeds[i] as number) - 1] = row;
    });
    if (Object.keys(all).length < each.seeds) return;
    const findings = each.quantities.map((quantity, i) =>
      judge(
        quantity,
        all.map(row => row[i] as number),
        true,
      ),
    );
    const result = { case: each, findings };
    results.set(task.index, result);
    done(result);
  };
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), tasks.length) }, () => work(tasks, answered)),
  );
  return [...rows.keys()].map(index => results.get(index) as CaseFindings);
}

/** One thread takes tasks until none is left. */
async function work(
  tasks: ValidationTask[],
  answered: (answer: Extract<ValidationAnswer, { rows: unknown }>) => void,
): Promise<void> {
  const worker = new Worker(new URL('./validation-worker.ts', import.meta.url));
  try {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const answer = await ask(worker, task);
      if ('error' in answer) throw new Error(answer.error);
      answered(answer);
    }
  } finally {
    await worker.terminate();
  }
}

function ask(worker: Worker, task: ValidationTask): Promise<ValidationAnswer> {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: ValidationAnswer) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.once('error', reject);
    worker.postMessage(task);
  });
}
