import { z } from 'zod';

/** Keys that go together: all of them, or some. */
export type KeyGroup = { readonly all: readonly string[] } | { readonly some: readonly string[] };

/** The groups of a mapping that takes the keys of exactly one. */
const groupsOf = z.registry<{ readonly groups: readonly KeyGroup[] }>();

/** What is wrong where keys of no group, or of more than one, were given; and what is allowed. */
interface Words {
  readonly none: string;
  readonly several: string;
  readonly allowed: string;
}

/** A mapping of optional keys that takes those of one group alone, as `{ fixed }` or `{ lognormal }`. Keys of no group go with any. */
export function oneOf<Shape extends z.ZodRawShape>(shape: Shape, groups: readonly KeyGroup[], words: Words) {
  const mapping = z
    .strictObject(shape)
    .superRefine((value, context) => {
      const given = Object.keys(value);
      const touched = groups.filter(group => keysOf(group).some(key => given.includes(key)));
      const [only] = touched;
      const params = { allowed: words.allowed };
      if (only === undefined) context.addIssue({ code: 'custom', message: words.none, params });
      else if (touched.length > 1) context.addIssue({ code: 'custom', message: words.several, params });
      else if ('all' in only) {
        for (const key of only.all) {
          if (given.includes(key)) continue;
          context.addIssue({ code: 'custom', path: [key], message: 'missing', params: { allowed: words.allowed } });
        }
      }
    })
    .meta(jsonOf(Object.keys(shape), groups));
  groupsOf.add(mapping, { groups });
  return mapping;
}

/** The keys that must go from a mapping of this schema when one comes. */
export function excludedBy(schema: z.core.$ZodType, key: string): string[] {
  const groups = groupsOf.get(schema)?.groups ?? [];
  if (!groups.some(group => keysOf(group).includes(key))) return [];
  return groups.filter(group => !keysOf(group).includes(key)).flatMap(keysOf);
}

function keysOf(group: KeyGroup): readonly string[] {
  return 'all' in group ? group.all : group.some;
}

/** What an editor is told. */
function jsonOf(keys: readonly string[], groups: readonly KeyGroup[]): Record<string, unknown> {
  const grouped = groups.flatMap(keysOf);
  if (grouped.length === groups.length && grouped.length === keys.length) return { minProperties: 1, maxProperties: 1 };
  const branch = (group: KeyGroup): Record<string, unknown> => ({
    type: 'object',
    properties: Object.fromEntries(grouped.map(key => [key, keysOf(group).includes(key) ? {} : false])),
    ...('all' in group ? { required: group.all } : { minProperties: 1 }),
  });
  return { oneOf: groups.map(branch) };
}
