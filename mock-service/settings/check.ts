import type { z } from 'zod';
import { EMPTY, type Fault, faultsOf, UNKNOWN_KEY, withoutEchoes } from './fault.ts';
import { InputErrors, type Problem } from './input-errors.ts';
import { type Path, startsWith, valueAt } from './path.ts';
import type { Source } from './source.ts';

/** Values that are each right but do not go together. `path` is where to say so; `others` what it is compared with. */
export interface Conflict {
  readonly path: Path;
  readonly others?: readonly Path[];
  readonly wrong: string;
  readonly allowed: string;
}

/** Finds conflicts in checked values. `written(path)` tells what somebody wrote from what is a default. */
export type FindConflicts<Value> = (value: Value, written: (path: Path) => boolean) => Iterable<Conflict>;

/**
 * Checks what somebody wrote and gives it as the model uses it.
 * @throws InputErrors with all that is wrong: keys given twice, unknown keys, wrong values, and values that do not go together.
 */
export function check<Schema extends z.ZodType>(
  source: Source,
  schema: Schema,
  conflicts: FindConflicts<z.output<Schema>>,
): z.output<Schema> {
  const result = schema.safeParse(source.value);
  const faults = result.success
    ? []
    : withoutEchoes(result.error.issues.flatMap(issue => faultsOf(issue, schema, source.value)));
  // Where single values are wrong, the others are still compared: with the wrong ones left out, defaults in their place.
  const rest = result.success ? result : schema.safeParse(without(source.value, faults));
  const problems = [...source.problems, ...faults.map(fault => problemAt(source, fault))];
  if (rest.success) {
    const written = (path: Path): boolean => valueAt(source.value, path) !== undefined;
    for (const conflict of conflicts(rest.data, written)) {
      const involved = [conflict.path, ...(conflict.others ?? [])];
      if (faults.some(fault => involved.some(path => startsWith(fault.path, path) || startsWith(path, fault.path))))
        continue;
      problems.push(problemAt(source, { ...conflict, atKey: false }));
    }
  }
  if (problems.length > 0) throw new InputErrors(problems.sort(inReadingOrder));
  if (!result.success) throw result.error;
  return result.data;
}

function inReadingOrder(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function problemAt(source: Source, { path, wrong, allowed, atKey }: Fault): Problem {
  const value = atKey ? path.at(-1) : valueAt(source.value, path);
  const got = value === undefined || wrong === UNKNOWN_KEY || wrong === EMPTY ? '' : ` (got ${shown(value)})`;
  return { ...source.place(path, atKey), path: path.join('.'), message: `${wrong}${got}; ${allowed}` };
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? (value === '' ? "''" : value) : (JSON.stringify(value) ?? String(value));
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

/** A copy without the values at the faults' paths; a list goes as a whole, since without some its others would stand elsewhere. */
function without(root: unknown, faults: readonly Fault[]): unknown {
  const copy = structuredClone(root);
  for (const { path: full } of faults) {
    const listAt = full.findIndex((_, depth) => Array.isArray(valueAt(root, full.slice(0, depth))));
    const path = listAt < 0 ? full : full.slice(0, listAt);
    const parent = valueAt(copy, path.slice(0, -1));
    const key = path.at(-1);
    if (typeof parent === 'object' && parent !== null && key !== undefined)
      delete (parent as Record<string | number, unknown>)[key];
  }
  return copy;
}
