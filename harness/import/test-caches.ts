/** An LRU cache on a plain Map, to hold results to: of so many entries, or bytes. */
export class Lru {
  readonly #capacity: number;
  readonly #sizeOf: (key: number) => number;
  readonly #entries = new Map<number, number>();
  #held = 0;

  constructor(capacity: number, sizeOf: (key: number) => number = () => 1) {
    this.#capacity = capacity;
    this.#sizeOf = sizeOf;
  }

  /** Whether it has a key; it has it then. */
  asks(key: number): boolean {
    const found = this.#entries.get(key);
    const size = this.#sizeOf(key);
    if (found !== undefined) this.#entries.delete(key);
    else this.#held += size;
    this.#entries.set(key, size);
    for (const [oldest, bytes] of this.#entries) {
      if (this.#held <= this.#capacity) break;
      this.#entries.delete(oldest);
      this.#held -= bytes;
    }
    return found !== undefined;
  }
}

/** Hits of a cache with room for all, whose entries expire so long after they were filled. */
export function ttlHits(accesses: readonly { readonly key: number; readonly atMs: number }[], ttlMs: number): number {
  const filled = new Map<number, number>();
  let hits = 0;
  for (const { key, atMs } of accesses) {
    const at = filled.get(key);
    if (at !== undefined && atMs < at + ttlMs) hits++;
    else filled.set(key, atMs);
  }
  return hits;
}
