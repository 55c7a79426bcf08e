import { isMapping } from '../../mock-service/settings/path.ts';

/** Deeper than this, and arrays of arrays, are nobody's first example. */
const MOST_DEPTH = 4;

/** Follows `$ref` within a document. @returns undefined: there is nothing at that place, or it is in another file */
export type Resolve = (value: unknown) => Record<string, unknown> | undefined;

/**
 * A value that fits a JSON Schema as OpenAPI writes them: its own example, else its default, else the simplest of its type. `undefined`
 * where the schema says nothing.
 */
export function exampleOf(written: unknown, resolve: Resolve, depth = 0): unknown {
  const schema = resolve(written);
  if (schema === undefined || depth > MOST_DEPTH) return undefined;
  if (schema.example !== undefined) return schema.example;
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  if (Array.isArray(schema.allOf)) return allOf(schema, resolve, depth);
  const choice = [schema.oneOf, schema.anyOf].find(each => Array.isArray(each) && each.length > 0);
  if (choice !== undefined) return exampleOf((choice as unknown[])[0], resolve, depth + 1);
  switch (typeOf(schema)) {
    case 'object':
      return objectOf(schema, resolve, depth);
    case 'array': {
      const item = exampleOf(schema.items, resolve, depth + 1);
      return item === undefined ? [] : [item];
    }
    case 'string':
      return textOf(schema.format);
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return undefined;
  }
}

function typeOf({ type, properties, items }: Record<string, unknown>): unknown {
  if (Array.isArray(type)) return type.find(each => each !== 'null');
  if (type !== undefined) return type;
  if (properties !== undefined) return 'object';
  return items === undefined ? undefined : 'array';
}

function objectOf({ properties }: Record<string, unknown>, resolve: Resolve, depth: number): Record<string, unknown> {
  const entries = Object.entries(isMapping(properties) ? properties : {});
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      const example = exampleOf(value, resolve, depth + 1);
      return example === undefined ? [] : [[key, example]];
    }),
  );
}

function allOf(schema: Record<string, unknown>, resolve: Resolve, depth: number): unknown {
  const parts = (schema.allOf as unknown[]).map(part => exampleOf(part, resolve, depth));
  const objects = [...parts, objectOf(schema, resolve, depth)].filter(isMapping);
  return objects.length > 0 ? Object.assign({}, ...objects) : parts.find(part => part !== undefined);
}

function textOf(format: unknown): string {
  switch (format) {
    case 'uuid':
      return '00000000-0000-4000-8000-000000000000';
    case 'date':
      return '2026-06-01';
    case 'date-time':
      return '2026-06-01T07:00:00Z';
    case 'email':
      return 'user@example.com';
    case 'uri':
      return 'https://example.com/';
    default:
      return 'text';
  }
}
