import type { KeySpaces } from './key-spaces.ts';

/** How lookups of reads went, each exactly once. */
export interface LookupCounts {
  hit: number;
  stale: number;
  early: number;
  coalesced: number;
  miss: number;
}

export function noLookups(): LookupCounts {
  return { hit: 0, stale: 0, early: 0, coalesced: 0, miss: 0 };
}

export function addLookups(sum: LookupCounts, more: Readonly<LookupCounts>): void {
  sum.hit += more.hit;
  sum.stale += more.stale;
  sum.early += more.early;
  sum.coalesced += more.coalesced;
  sum.miss += more.miss;
}

/** What was counted between two moments. */
export function lookupsBetween(before: Readonly<LookupCounts>, after: Readonly<LookupCounts>): LookupCounts {
  return {
    hit: after.hit - before.hit,
    stale: after.stale - before.stale,
    early: after.early - before.early,
    coalesced: after.coalesced - before.coalesced,
    miss: after.miss - before.miss,
  };
}

/** Lookups by kind of entry. */
export class EntryCounts {
  /** By the kinds' order. */
  readonly byKind: readonly LookupCounts[];
  readonly #spaces: KeySpaces;

  constructor(spaces: KeySpaces) {
    this.#spaces = spaces;
    this.byKind = spaces.spaces.map(noLookups);
  }

  count(key: number, lookup: keyof LookupCounts): void {
    const counts = this.byKind[this.#spaces.indexOf(key)];
    if (counts !== undefined) counts[lookup]++;
  }
}
