/**
 * An immutable set of tags, interned: equal sets made along the same path are the same object, so metrics remember by identity
 * which submetrics a set belongs to. Never put values of unbounded variety (urls, users) in here.
 */
export class TagSet {
  static readonly EMPTY = new TagSet(null, '', '');

  readonly parent: TagSet | null;
  readonly key: string;
  readonly value: string;
  #children = new Map<string, Map<string, TagSet>>();

  private constructor(parent: TagSet | null, key: string, value: string) {
    this.parent = parent;
    this.key = key;
    this.value = value;
  }

  /** This set with one tag added or replaced. */
  with(key: string, value: string): TagSet {
    let byValue = this.#children.get(key);
    if (byValue === undefined) this.#children.set(key, (byValue = new Map()));
    let child = byValue.get(value);
    if (child === undefined) byValue.set(value, (child = new TagSet(this, key, value)));
    return child;
  }

  /** The value of a tag, or undefined. The latest addition counts. */
  get(key: string): string | undefined {
    for (let set: TagSet | null = this; set?.parent; set = set.parent) if (set.key === key) return set.value;
    return undefined;
  }

  /** All tags as an object. */
  toObject(): Record<string, string> {
    const object: Record<string, string> = this.parent === null ? {} : this.parent.toObject();
    if (this.parent !== null) object[this.key] = this.value;
    return object;
  }
}
