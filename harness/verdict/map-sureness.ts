import { type Cell, type MapGrid, neighbours } from './map-refinement.ts';

/** What became of a cell with each of the seeds that it was drilled with, the map's own first. */
export type BySeed<Outcome> = (cell: Cell) => readonly Outcome[];

/** Whether seeds of a cell differ. */
export function isUnsure(outcomes: readonly unknown[]): boolean {
  return new Set(outcomes).size > 1;
}

/**
 * Which cells are to be drilled with further seeds: those beside one of another outcome, and, where seeds differ, those beside that, so that the whole
 * band is found in which it is chance on which side of the edge a drill falls.
 * @param map the outcome of every cell; null: not known
 * @param seeds that each of them is to have had
 * @returns none where nothing is left to drill
 */
export function cellsAtEdges<Outcome>(
  { columns, rows }: Pick<MapGrid, 'columns' | 'rows'>,
  map: readonly (readonly (Outcome | null)[])[],
  bySeed: BySeed<Outcome>,
  seeds: number,
): Cell[] {
  const whole = { left: 0, right: columns - 1, top: 0, bottom: rows - 1 };
  const found: Cell[] = [];
  for (const [y, row] of map.entries()) {
    for (const [x, outcome] of row.entries()) {
      const cell = { x, y };
      if (outcome === null || bySeed(cell).length >= seeds) continue;
      const isAtEdge = neighbours(cell, whole).some(near => {
        const other = map[near.y]?.[near.x];
        return (other !== null && other !== outcome) || isUnsure(bySeed(near));
      });
      if (isAtEdge) found.push(cell);
    }
  }
  return found;
}

/** A stretch of a row in which seeds differ: columns from and to, both of them its own. */
export interface UnsureStretch {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** The longest one. @param isUnsureAt by row and column; null: seeds differ nowhere */
export function longestUnsure(isUnsureAt: readonly (readonly boolean[])[]): UnsureStretch | null {
  let longest: UnsureStretch | null = null;
  for (const [row, cells] of isUnsureAt.entries()) {
    let from = 0;
    for (const [to, unsure] of cells.entries()) {
      if (!unsure) from = to + 1;
      else if (longest === null || to - from > longest.to - longest.from) longest = { row, from, to };
    }
  }
  return longest;
}
