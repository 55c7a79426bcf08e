import type { z } from 'zod';
import { excludedBy } from './alternatives.ts';
import type { Path } from './path.ts';

/**
 * What a schema knows of its own keys, for messages and for `--set`. Looks through defaults, options and unions at the
 * mappings inside.
 */
type Schema = z.core.$ZodType;

function mappingsOf(schema: Schema): z.core.$ZodObject[] {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type === 'object') return [schema as z.core.$ZodObject];
  if (def.type === 'union') return def.options.flatMap(mappingsOf);
  if (def.type === 'pipe') return mappingsOf(def.in);
  const inner = unwrapped(schema);
  return inner === undefined ? [] : mappingsOf(inner);
}

/** The schema of a mapping's values where its keys are names that people choose, as pools are. */
function recordValue(schema: Schema): Schema | undefined {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type === 'record') return def.valueType;
  if (def.type === 'pipe') return recordValue(def.in);
  const inner = unwrapped(schema);
  return inner === undefined ? undefined : recordValue(inner);
}

function unwrapped(schema: Schema): Schema | undefined {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  return def.type === 'optional' || def.type === 'prefault' || def.type === 'default' ? def.innerType : undefined;
}

function children(schema: Schema, step: string): Schema[] {
  const value = recordValue(schema);
  if (value !== undefined) return [value];
  return mappingsOf(schema).flatMap(mapping => {
    const { shape } = mapping._zod.def;
    return Object.hasOwn(shape, step) ? [shape[step] as Schema] : [];
  });
}

function schemasAt(schema: Schema, path: Path): Schema[] {
  return path.reduce<Schema[]>((schemas, step) => schemas.flatMap(each => children(each, String(step))), [schema]);
}

/** The keys allowed at `path`; empty where none are, or where people choose them. */
export function keysAt(schema: Schema, path: Path): string[] {
  const mappings = schemasAt(schema, path).flatMap(mappingsOf);
  return [...new Set(mappings.flatMap(mapping => Object.keys(mapping._zod.def.shape)))];
}

/** The keys that must go from the mapping at `path` when `key` comes: a distribution is of one kind. */
export function keysExcluded(schema: Schema, path: Path, key: string): string[] {
  return schemasAt(schema, path)
    .flatMap(mappingsOf)
    .flatMap(mapping => excludedBy(mapping, key));
}

/**
 * Every path below the top of a schema, `cost`, `cost.hit`, `cost.hit.fixed` …, mappings included, each as its steps: names that
 * people choose may have dots in them.
 * @param names gives the names that people chose in a mapping of theirs, by its path.
 */
export function pathsOf(schema: Schema, names: (path: readonly string[]) => readonly string[]): (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  const walk = (schemas: readonly Schema[], prefix: readonly string[]): void => {
    const chosen = schemas.some(each => recordValue(each) !== undefined) ? names(prefix) : [];
    const keys = schemas.flatMap(mappingsOf).flatMap(mapping => Object.keys(mapping._zod.def.shape));
    for (const key of new Set([...chosen, ...keys])) {
      const path = [...prefix, key];
      paths.push(path);
      walk(
        schemas.flatMap(each => children(each, key)),
        path,
      );
    }
  };
  walk([schema], []);
  return paths;
}
