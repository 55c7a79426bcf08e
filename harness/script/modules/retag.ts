import type { TagSet } from '../../measure/tags.ts';

/**
 * A tag set with one tag replaced in place, or added. Unlike `set.with`, replacing again and again (a group entered and left in
 * each iteration) does not lengthen the set: the same values always give the same object.
 */
export function retag(set: TagSet, key: string, value: string): TagSet {
  const present = set.get(key);
  if (present === value) return set;
  if (present === undefined) return set.with(key, value);
  return rebuilt(set, key, value);
}

/** A tag set without a tag. */
export function untag(set: TagSet, key: string): TagSet {
  return set.get(key) === undefined ? set : rebuilt(set, key, undefined);
}

function rebuilt(set: TagSet, key: string, value: string | undefined): TagSet {
  if (set.parent === null) return set;
  const deeper = set.parent.get(key) !== undefined;
  const rest = deeper ? rebuilt(set.parent, key, value) : set.parent;
  if (set.key !== key) return rest.with(set.key, set.value);
  return deeper || value === undefined ? rest : rest.with(key, value);
}
