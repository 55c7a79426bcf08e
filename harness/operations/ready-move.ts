/** Lets users move only while those who have moved find what they ask for in the caches (model §5). */
export class ReadyMove {
  readonly to: string;
  /** The hit ratio of that pool under which nobody more moves, 0–1. */
  readonly ready: number;
  #heldAt: number | null = null;
  #heldMs = 0;

  constructor(to: string, ready: number) {
    this.to = to;
    this.ready = ready;
  }

  /** For how long nobody has moved so far, ms. */
  heldMs(now: number): number {
    return this.#heldMs + (this.#heldAt === null ? 0 : now - this.#heldAt);
  }

  /**
   * A second of the pool is over.
   * @param hitRatio null: nobody asked for anything
   * @returns what becomes of the move; null: all is as it was
   */
  sampled(hitRatio: number | null, now: number): 'hold' | 'go-on' | null {
    if (hitRatio === null) return null;
    if (hitRatio < this.ready === (this.#heldAt !== null)) return null;
    if (this.#heldAt === null) {
      this.#heldAt = now;
      return 'hold';
    }
    this.#heldMs += now - this.#heldAt;
    this.#heldAt = null;
    return 'go-on';
  }
}
