/** A thread that runs drills of the suite: given cases by their place in it. Every drill is the same in whatever thread it runs. */
import { parentPort } from 'node:worker_threads';
import { CaseRunner } from './run-case.ts';
import { SUITE } from './suite.ts';
import type { ValidationCase } from './validation-case.ts';

/** Some seeds of one case. */
export interface ValidationTask {
  /** Its place in the suite. */
  readonly index: number;
  readonly seeds: readonly number[];
  readonly short: boolean;
}

/** What they measured: a row a seed, a number a quantity. */
export type ValidationAnswer =
  | { readonly task: ValidationTask; readonly rows: readonly (readonly number[])[] }
  | { readonly task: ValidationTask; readonly error: string };

const port = parentPort;
if (port === null) throw new Error('this runs as a worker thread');
port.on('message', (task: ValidationTask) => {
  measure(task).then(
    rows => port.postMessage({ task, rows } satisfies ValidationAnswer),
    (error: Error) => port.postMessage({ task, error: error.message } satisfies ValidationAnswer),
  );
});

async function measure({ index, seeds, short }: ValidationTask): Promise<number[][]> {
  const runner = new CaseRunner(SUITE[index] as ValidationCase, short);
  const rows: number[][] = [];
  for (const seed of seeds) rows.push(await runner.measure(seed));
  return rows;
}
