import type { z } from 'zod';
import { nearMiss } from './near-miss.ts';
import { isMapping, isSamePath, type Path, valueAt } from './path.ts';
import { keysAt, pathsOf } from './schema-tree.ts';

/** One thing wrong with a checked value. */
export interface Fault {
  readonly path: Path;
  readonly wrong: string;
  readonly allowed: string;
  /** The key itself is what is wrong. */
  readonly atKey: boolean;
  /** The key that an unknown one was probably meant to be. */
  readonly meant?: string | undefined;
}

/** A misspelt key is one mistake: the key that is therefore missing, or its mapping incomplete, is not told as another. */
export function withoutEchoes(faults: readonly Fault[]): Fault[] {
  const misspelt = faults.filter(fault => fault.meant !== undefined);
  return faults.filter(
    fault =>
      !misspelt.some(({ path, meant }) => {
        const parent = path.slice(0, -1);
        return (
          isSamePath(fault.path, [...parent, meant as string]) ||
          (isSamePath(fault.path, parent) && fault.meant === undefined)
        );
      }),
  );
}

/** What a schema's issue means to who wrote the value. */
export function faultsOf(issue: z.core.$ZodIssue, schema: z.ZodType, root: unknown): Fault[] {
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
      // Only a word can be misspelt; a mapping may even have a key `toString` that cannot be called.
      const meant = typeof value === 'string' ? nearMiss(value, issue.values.map(String)) : undefined;
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
      // `latency: 20ms` for what may vary.
      const isPlain = keys.includes('fixed') && (typeof value === 'string' || typeof value === 'number');
      if (isPlain) return [fault('not a mapping', `${allowed}; did you mean { fixed: ${value} }?`)];
      if (value === null && path.length === 0) return [fault(EMPTY, `${allowed} is needed`)];
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

export const UNKNOWN_KEY = 'unknown key';
export const EMPTY = 'empty';

function unknownKey(schema: z.ZodType, path: Path, key: string): Pick<Fault, 'wrong' | 'allowed' | 'meant'> {
  const keys = keysAt(schema, path);
  const meant = nearMiss(key, keys);
  const allowed = `the keys here are ${keys.join(', ')}`;
  if (meant !== undefined) return { wrong: UNKNOWN_KEY, allowed: `${allowed}; did you mean ${meant}?`, meant };
  const elsewhere = pathsOf(schema, () => ['<name>'])
    .map(path => path.join('.'))
    .filter(each => each.endsWith(`.${key}`) || each === key);
  return {
    wrong: UNKNOWN_KEY,
    allowed: elsewhere.length === 0 ? allowed : `${allowed}; did you mean ${elsewhere.join(' or ')}?`,
  };
}
