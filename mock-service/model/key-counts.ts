/** A counter for each key, to key random draws: the n-th miss of a key is the same in every drill with the same seed. */
export class KeyCounts {
  #counts = new Uint32Array(16_384);

  /** The key's count so far; the next call gives one more. */
  next(key: number): number {
    if (key >= this.#counts.length) this.#grow(key);
    const count = this.#counts[key] as number;
    this.#counts[key] = count + 1;
    return count;
  }

  #grow(key: number): void {
    const larger = new Uint32Array(Math.max(key + 1, this.#counts.length * 2));
    larger.set(this.#counts);
    this.#counts = larger;
  }
}
