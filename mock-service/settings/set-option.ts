import type { z } from 'zod';
import { InputErrors, type Problem } from './input-errors.ts';
import { nearMiss } from './near-miss.ts';
import { isMapping, type Path } from './path.ts';
import { keysExcluded, pathsOf } from './schema-tree.ts';
import { type Source, yamlSource } from './source.ts';

/** One `--set PATH=VALUE`: the value as YAML would read it. */
export interface SetOption {
  /** As it was typed: `ttl=30s`. */
  readonly text: string;
  readonly path: string;
  /** The keys on the way: those of a path without names that have dots in them, until it is known which it is. */
  readonly steps: readonly string[];
  readonly value: unknown;
}

/** Keys in a path: no file of ours nests that deeply. */
const MOST_KEYS = 16;

/** @throws InputErrors unless it reads `PATH=VALUE`. */
export function parseSetOption(text: string): SetOption {
  const at = text.indexOf('=');
  const [path, value] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1)];
  if (path === '' || value.trim() === '' || path.split('.').length > MOST_KEYS)
    throw optionError(text, '', 'not PATH=VALUE; such as ttl=30s, peak=1200 or pools.alternate.instances=6');
  try {
    return { text, path, steps: path.split('.'), value: yamlSource(value, text).value };
  } catch (error) {
    throw error instanceof InputErrors ? optionError(text, path, (error.problems[0] as Problem).message) : error;
  }
}

export function optionError(text: string, path: string, message: string): InputErrors {
  return new InputErrors([{ file: `--set ${text}`, line: null, column: null, path, message }]);
}

/** Which of `paths` may have been meant by an unknown one: those that end so, else near misses. */
export function suggestPaths(path: string, paths: readonly string[]): string[] {
  const endings = paths.filter(each => each.endsWith(`.${path}`));
  if (endings.length > 0) return endings;
  const meant = nearMiss(path, paths) ?? nearMiss(path, paths.map(lastKey));
  return meant === undefined ? [] : paths.filter(each => each === meant || lastKey(each) === meant);
}

function lastKey(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** The paths that `--set` takes for a file of this schema with this content, as they are typed, each with its steps. */
export function settablePaths(schema: z.ZodType, content: unknown): ReadonlyMap<string, readonly string[]> {
  const paths = pathsOf(schema, path => {
    const at = path.reduce<unknown>((value, key) => (isMapping(value) ? value[key] : undefined), content);
    return isMapping(at) ? Object.keys(at) : [];
  });
  return new Map(paths.map(steps => [steps.join('.'), steps]));
}

/**
 * A source with options laid over it, later ones winning. Where only some keys of a mapping go together, as in
 * `{ fixed: 5ms }`, setting one replaces the others; a word on the way (`ejection: off`) gives way to a mapping.
 */
export function withOptions(source: Source, schema: z.ZodType, options: readonly SetOption[]): Source {
  if (options.length === 0) return source;
  const value = structuredClone(source.value);
  const given: { path: Path; option: SetOption }[] = [];
  for (const option of options) {
    const path = option.steps;
    if (!isMapping(value)) break;
    let parent: Record<string, unknown> = value;
    for (const [depth, key] of path.slice(0, -1).entries()) {
      const child = Object.hasOwn(parent, key) ? parent[key] : undefined;
      const mapping: Record<string, unknown> = isMapping(child) ? child : {};
      for (const other of keysExcluded(schema, path.slice(0, depth), key)) delete parent[other];
      put(parent, key, mapping);
      parent = mapping;
    }
    const key = path.at(-1) as string;
    for (const other of keysExcluded(schema, path.slice(0, -1), key)) delete parent[other];
    put(parent, key, option.value);
    given.push({ path, option });
  }
  return {
    value,
    problems: source.problems,
    place(path, atKey) {
      const last = given.findLast(each => each.path.every((step, index) => String(path[index]) === step));
      if (last === undefined) return source.place(path, atKey);
      return { file: `--set ${last.option.text}`, line: null, column: null };
    },
  };
}

/** Also by a name that every object has: it is a key as any other, and refused as unknown. */
function put(mapping: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(mapping, key, { value, writable: true, enumerable: true, configurable: true });
}
