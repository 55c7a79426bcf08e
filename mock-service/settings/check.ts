import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { InputErrors, type Problem } from './input-errors.ts';
import { nearMiss } from './near-miss.ts';
import { keysAt, pathsOf } from './schema-tree.ts';
import type { Path, Source } from './source.ts';

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

interface Fault {
  readonly path: Path;
  readonly wrong: string;
  readonly allowed: string;
  /** The key itself is what is wrong. */
  readonly atKey: boolean;
  /** The key that an unknown one was probably meant to be. */
  readonly meant?: string | undefined;
}

/** A misspelt key is one mistake: the key that is therefore missing, or its mapping incomplete, is not told as another. */
function withoutEchoes(faults: readonly Fault[]): Fault[] {
  const misspelt = faults.filter(fault => fault.meant !== undefined);
  return faults.filter(
    fault =>
      !misspelt.some(({ path, meant }) => {
        const parent = path.slice(0, -1);
        return (
          isDeepStrictEqual([...fault.path], [...parent, meant]) ||
          (isDeepStrictEqual([...fault.path], [...parent]) && fault.meant === undefined)
        );
      }),
  );
}

function faultsOf(issue: z.core.$ZodIssue, schema: z.ZodType, root: unknown): Fault[] {
  const path = issue.path as Path;
  const value = valueAt(root, path);
  const fault = (wrong: string, allowed: string, atKey = false): Fault => ({ path, wrong, allowed, atKey });
  switch (issue.code) {
    case 'custom':
      if (value === undefined && path.length > 0) return [fault('missing', String(issue.params?.allowed))];
      return [fault(issue.message, String(issue.params?.allowed))];
    case 'unrecognized_keys':
      return issue.keys.map(key => ({ path: [...path, key], ...unknownKey(schema, path, key), atKey: true }));
    case 'invalid_value': {
      const allowed = `one of ${issue.values.map(String).join(', ')}`;
      if (value === undefined) return [fault('missing', allowed)];
      const meant = nearMiss(String(value), issue.values.map(String));
      return [fault('not a value it can have', meant === undefined ? allowed : `${allowed}; did you mean ${meant}?`)];
    }
    case 'invalid_type': {
      const keys = keysAt(schema, path);
      const kinds: Record<string, string> = {
        boolean: 'true or false',
        array: 'a list',
        string: 'a text',
        number: 'a number',
      };
      const allowed = keys.length > 0 ? `a mapping with ${keys.join(', ')}` : (kinds[issue.expected] ?? 'a mapping');
      return [fault(value === undefined ? 'missing' : `not ${allowed.replace(/ with .*/, '')}`, allowed)];
    }
    case 'invalid_key':
      return [fault('not a name', String((issue.issues[0] as { message: string }).message), true)];
    case 'invalid_union':
      return unionFaults(issue, schema, root);
    default:
      return [fault(issue.message, 'see the documentation of this key')];
  }
}

/** Of a union of words and mappings: what is wrong with the mapping if one was written, else which words there are. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, schema: z.ZodType, root: unknown): Fault[] {
  const path = issue.path as Path;
  const value = valueAt(root, path);
  const inner = issue.errors.map(branch => branch.map(each => ({ ...each, path: [...path, ...each.path] })));
  if (isMapping(value)) {
    const fitting = inner.filter(branch => branch.every(each => each.path.length > path.length || isInside(each)));
    const best = fitting.sort((a, b) => a.length - b.length)[0];
    if (best !== undefined) return best.flatMap(each => faultsOf(each as z.core.$ZodIssue, schema, root));
  }
  const words = inner
    .flat()
    .flatMap(each => (each.code === 'invalid_value' && each.path.length === path.length ? each.values : []));
  const others = inner.flat().flatMap(each => (each.code === 'custom' ? [String(each.params?.allowed)] : []));
  const keys = keysAt(schema, path);
  const shapes = keys.length > 0 ? [`a mapping with ${keys.join(', ')}`] : [];
  const meant = typeof value === 'string' ? nearMiss(value, words.map(String)) : value === false ? 'off' : undefined;
  const allowed = [...words.map(String), ...others, ...shapes].join(', or ');
  const suggestion = meant !== undefined && words.includes(meant) ? `; did you mean ${meant}?` : '';
  return [
    {
      path,
      wrong: value === undefined ? 'missing' : 'not a value it can have',
      allowed: `${allowed}${suggestion}`,
      atKey: false,
    },
  ];
}

/** Issues of a mapping itself, as opposed to "this is no mapping". */
function isInside(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'unrecognized_keys';
}

const UNKNOWN_KEY = 'unknown key';

function unknownKey(schema: z.ZodType, path: Path, key: string): Pick<Fault, 'wrong' | 'allowed' | 'meant'> {
  const keys = keysAt(schema, path);
  const meant = nearMiss(key, keys);
  const allowed = `the keys here are ${keys.join(', ')}`;
  if (meant !== undefined) return { wrong: UNKNOWN_KEY, allowed: `${allowed}; did you mean ${meant}?`, meant };
  const elsewhere = pathsOf(schema, () => ['<name>']).filter(each => each.endsWith(`.${key}`) || each === key);
  return {
    wrong: UNKNOWN_KEY,
    allowed: elsewhere.length === 0 ? allowed : `${allowed}; did you mean ${elsewhere.join(' or ')}?`,
  };
}

function problemAt(source: Source, { path, wrong, allowed, atKey }: Fault): Problem {
  const value = atKey ? path.at(-1) : valueAt(source.value, path);
  const got = value === undefined || wrong === UNKNOWN_KEY ? '' : ` (got ${shown(value)})`;
  return { ...source.place(path, atKey), path: path.join('.'), message: `${wrong}${got}; ${allowed}` };
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? (value === '' ? "''" : value) : (JSON.stringify(value) ?? String(value));
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.length <= path.length && isDeepStrictEqual(path.slice(0, prefix.length), [...prefix]);
}

/** A copy without the values at the faults' paths. */
function without(root: unknown, faults: readonly Fault[]): unknown {
  const copy = structuredClone(root);
  for (const { path } of faults) {
    const parent = valueAt(copy, path.slice(0, -1));
    const key = path.at(-1);
    if (typeof parent === 'object' && parent !== null && key !== undefined)
      delete (parent as Record<string | number, unknown>)[key];
  }
  return copy;
}
