/** One thing wrong with what somebody wrote. */
export interface Problem {
  /** The file as it was named, or where else the text came from: `--set ttl=5`. */
  readonly file: string;
  /** From 1; null where there is no line: a missing file, a command-line option. */
  readonly line: number | null;
  readonly column: number | null;
  /** The key's path, `pools.alternate.cores`; '' for the whole file. */
  readonly path: string;
  /** What is wrong, what it got, what is allowed. */
  readonly message: string;
}

/** Everything that is wrong with the files and options of a command. The command line answers it with exit code 104. */
export class InputErrors extends Error {
  override readonly name = 'InputErrors';
  readonly problems: readonly Problem[];

  /** @param problems at least one; what is told twice, as one option checked with several files, is kept once. */
  constructor(problems: readonly Problem[]) {
    const byText = new Map(problems.map(problem => [printProblem(problem), problem]));
    super([...byText.keys()].join('\n'));
    this.problems = [...byText.values()];
  }
}

/** `file:line:col path: message`, without the parts that there are not. */
export function printProblem(problem: Problem): string {
  const place = problem.line === null ? problem.file : `${problem.file}:${problem.line}:${problem.column ?? 1}`;
  return `${place}${problem.path === '' ? '' : ` ${problem.path}`}: ${problem.message}`;
}

/** Runs each reader and gives their results, or throws all their problems as one. */
export function readAll<Results extends readonly unknown[]>(
  ...readers: { readonly [Index in keyof Results]: () => Results[Index] }
): Results {
  const problems: Problem[] = [];
  const results = readers.map(read => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InputErrors)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  });
  if (problems.length > 0) throw new InputErrors(problems);
  return results as readonly unknown[] as Results;
}
