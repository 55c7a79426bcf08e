import type { Grid } from './curve-grid.ts';

/** Hits by kind of entry and by point of a grid, those of keys that stand for themselves apart from those of a sample. */
export class HitSheet {
  readonly grid: Grid;
  readonly #isCumulative: boolean;
  readonly #pinned: Float64Array;
  readonly #sampled: Float64Array;
  readonly #width: number;

  /** @param isCumulative what hits at a point hits at all further ones; else each point is counted for itself */
  constructor(kindCount: number, grid: Grid, isCumulative: boolean) {
    this.grid = grid;
    this.#isCumulative = isCumulative;
    // Beyond the last point is a place too.
    this.#width = grid.length + 1;
    this.#pinned = new Float64Array(kindCount * this.#width);
    this.#sampled = new Float64Array(kindCount * this.#width);
  }

  add(kind: number, point: number, weight: number, isPinned: boolean): void {
    (isPinned ? this.#pinned : this.#sampled)[kind * this.#width + point]! += weight;
  }

  /**
   * Hits at each point.
   * @param kinds whose
   * @param missing of a kind: what its sample is short of, as a share of what it looks up again. Those would have hit as the others did
   */
  hits(kinds: readonly number[], missing: (kind: number) => number): number[] {
    const hits = this.grid.map(() => 0);
    for (const kind of kinds) {
      const factor = 1 + missing(kind);
      let all = 0;
      for (let i = 0; i < hits.length; i++) {
        const at = kind * this.#width + i;
        const here = this.#pinned[at]! + factor * this.#sampled[at]!;
        all = this.#isCumulative ? all + here : here;
        hits[i]! += all;
      }
    }
    return hits;
  }
}
