import type { Metrics } from '../../measure/metrics.ts';
import type { TagSet } from '../../measure/tags.ts';

/**
 * Which tags of samples anybody looks at. Tag sets are interned, so a tag that no selector asks for is not added at all:
 * a set then costs one map look-up per tag that matters, and urls are not kept.
 */
export class TagSelection {
  #metrics: Metrics;
  #known = new Map<string, boolean>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  has(key: string): boolean {
    let known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, (known = this.#metrics.selects?.(key) ?? key !== 'url'));
    return known;
  }

  /** `set` with those of a script's own tags that matter; values become text as in k6. */
  add(set: TagSet, tags: Readonly<Record<string, unknown>>): TagSet {
    let result = set;
    for (const key in tags) {
      const value = tags[key];
      if (value === undefined || value === null || !this.has(key)) continue;
      result = result.with(key, typeof value === 'string' ? value : String(value));
    }
    return result;
  }
}
