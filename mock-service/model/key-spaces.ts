/** One kind of entry: the keys `first` … `first + count − 1` are its. */
export interface KeySpace {
  readonly name: string;
  readonly first: number;
  readonly count: number;
  /** Bytes of one entry; null: what the cache settings say. */
  readonly sizeBytes: number | null;
}

/** What a cache holds entries of, as ranges of one row of numbers: no two kinds share a key. Keys outside of all are of no kind. */
export class KeySpaces {
  readonly spaces: readonly KeySpace[];

  /** @param spaces in the order of their keys, disjoint */
  constructor(spaces: readonly KeySpace[]) {
    this.spaces = spaces;
  }

  /** The index of the kind that a key belongs to, or −1. */
  indexOf(key: number): number {
    const { spaces } = this;
    for (let i = spaces.length - 1; i >= 0; i--) {
      const { first, count } = spaces[i] as KeySpace;
      if (key >= first) return key < first + count ? i : -1;
    }
    return -1;
  }

  /** Bytes of a key's entry; null: what the cache settings say. */
  sizeOf(key: number): number | null {
    return this.spaces[this.indexOf(key)]?.sizeBytes ?? null;
  }
}
