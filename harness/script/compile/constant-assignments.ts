import { extname } from 'node:path';
import type { Loader, Message, Plugin } from 'esbuild';

/** A name in a file that is assigned to although it is constant. */
export interface ConstantAssignment {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Bytes of the line before the name. */
  readonly column: number;
  readonly name: string;
}

const ASSIGNED = /^Cannot assign to (?:import )?"(.+?)"/;

/** The assignments among a build's errors; null if anything else is wrong too. @param fileOf the file that a message names */
export function constantAssignments(
  errors: readonly Message[],
  fileOf: (name: string) => string,
): ConstantAssignment[] | null {
  const found: ConstantAssignment[] = [];
  for (const { text, location } of errors) {
    const name = ASSIGNED.exec(text)?.[1];
    if (name === undefined || location === null) return null;
    found.push({ file: fileOf(location.file), line: location.line, column: location.column, name });
  }
  return found;
}

const LOADERS: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts' };

/**
 * Makes of each such assignment what JavaScript makes of it, an exception when it is reached: bundlers refuse the whole script, which
 * may never come to it.
 */
export function constantAssignmentPlugin(
  assignments: readonly ConstantAssignment[],
  read: (file: string) => string,
): Plugin {
  const files = new Set(assignments.map(({ file }) => file));
  return {
    name: 'constant-assignments',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path }) => {
        if (!files.has(path)) return undefined;
        const own = assignments.filter(({ file }) => file === path);
        return { contents: patched(read(path), own), loader: LOADERS[extname(path)] ?? 'js' };
      });
    },
  };
}

/** The name is put where only an object's property can be, which is assigned to after the exception: never. */
function patched(text: string, assignments: readonly ConstantAssignment[]): string {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n)|\u2028|\u2029)/);
  // From the right, so that columns stay true.
  for (const { line, column, name } of assignments.toSorted((a, b) => b.column - a.column)) {
    const bytes = Buffer.from(lines[line - 1] ?? '');
    const before = bytes.subarray(0, column).toString();
    const after = bytes.subarray(column).toString();
    if (!after.startsWith(name)) continue;
    const thrown = `(() => { throw new TypeError('Assignment to constant variable ${name}.'); })().it`;
    lines[line - 1] = before + thrown + after.slice(name.length);
  }
  return lines.join('');
}
