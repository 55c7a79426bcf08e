import type { WrittenEntry, WrittenRoute } from './service-schema.ts';

/** What routes read and write, as it is written. */

export const UNCACHED = 'uncached';

/** The entries of `reads` or `writes`: none for `uncached`. */
export function entriesOf(list: WrittenRoute['reads']): readonly string[] {
  if (list === undefined || goesPastCache(list)) return [];
  return typeof list === 'string' ? [list] : list;
}

export function goesPastCache(list: WrittenRoute['reads']): boolean {
  return list === UNCACHED;
}

/** What `by` says of an entry: `path.id`. */
export function sourceOf(by: WrittenRoute['by'], entry: string): string | undefined {
  return typeof by === 'object' ? by[entry] : by;
}

/** Whether it must be said which part of a request is the key; of what is a user's, it is the user. */
export function needsSource({ per }: WrittenEntry): boolean {
  return per === undefined;
}
