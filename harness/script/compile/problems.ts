/** One thing that is wrong with a script. */
export interface Problem {
  /** The script's file as the user would name it: relative to the working directory where that is shorter. */
  readonly file: string;
  /** From 1; 0 where the problem has no place. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  /** What to do instead. */
  readonly hint?: string;
}

/** Everything that is wrong with a script, at once: `file:line:column: message; hint` per line. */
export class ScriptErrors extends Error {
  override name = 'ScriptErrors';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(format).join('\n'));
    this.problems = problems;
    // Where the compiler stands when it finds out tells the user nothing.
    delete this.stack;
  }
}

function format({ file, line, column, message, hint }: Problem): string {
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  return `${place}: ${message}${hint === undefined ? '' : `; ${hint}`}`;
}
