/** A cell of a grid, its column and row from 0. */
export interface Cell {
  readonly x: number;
  readonly y: number;
}

/** A grid, of which every so many cells in a row and a column are looked at first: a power of two. */
export interface MapGrid {
  readonly columns: number;
  readonly rows: number;
  readonly coarse: number;
}

/** What is known of a cell; undefined: nothing yet. */
type Known<Outcome> = (cell: Cell) => Outcome | undefined;

/** Columns and rows from one to another, both of them its own: neighbours share an edge. */
interface Block {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Which cells are to be looked at next, so that the edges between outcomes are found to the cell: the corners of coarse blocks, and of every
 * block of which two known cells differ those of its quarters (Samet's quadtree), until no block that has an inside is mixed. An
 * outcome that is nowhere as wide and as high as a coarse block can be missed.
 * @returns none where nothing is left to look at
 */
export function nextCells<Outcome>(grid: MapGrid, known: Known<Outcome>): Cell[] {
  const wanted = new Map<number, Cell>();
  const visit = (block: Block): void => {
    const unknown = corners(block).filter(cell => known(cell) === undefined);
    for (const cell of unknown) wanted.set(cell.y * grid.columns + cell.x, cell);
    if (unknown.length === 0 && outcomeOf(block, known) === null) for (const part of quarters(block)) visit(part);
  };
  for (const block of coarseBlocks(grid)) visit(block);
  return [...wanted.values()].sort((a, b) => a.y - b.y || a.x - b.x);
}

/** The outcome of every cell, by row: a cell that nobody looked at has that of its block. Null: its block is not done. */
export function filled<Outcome>(grid: MapGrid, known: Known<Outcome>): (Outcome | null)[][] {
  const map = Array.from({ length: grid.rows }, (_, y) =>
    Array.from({ length: grid.columns }, (__, x) => known({ x, y }) ?? null),
  );
  const visit = (block: Block): void => {
    if (corners(block).some(cell => known(cell) === undefined)) return;
    const outcome = outcomeOf(block, known);
    if (outcome === null) for (const part of quarters(block)) visit(part);
    else for (const { x, y } of cellsOf(block)) (map[y] as (Outcome | null)[])[x] = outcome;
  };
  for (const block of coarseBlocks(grid)) visit(block);
  return map;
}

/** Null: what is known of it differs. */
function outcomeOf<Outcome>(block: Block, known: Known<Outcome>): Outcome | null {
  let outcome: Outcome | undefined;
  for (const cell of cellsOf(block)) {
    const here = known(cell);
    if (here === undefined) continue;
    if (outcome !== undefined && here !== outcome) return null;
    outcome = here;
  }
  return outcome ?? null;
}

function* cellsOf({ left, right, top, bottom }: Block): Generator<Cell> {
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) yield { x, y };
}

function corners({ left, right, top, bottom }: Block): Cell[] {
  return [left, right].flatMap(x => [top, bottom].map(y => ({ x, y })));
}

/** None of a block without an inside: all its cells are corners. */
function quarters({ left, right, top, bottom }: Block): Block[] {
  if (right - left <= 1 && bottom - top <= 1) return [];
  return spans([left, halfway(left, right), right]).flatMap(([from, to]) =>
    spans([top, halfway(top, bottom), bottom]).map(([above, below]) => ({
      ...{ left: from, right: to, top: above, bottom: below },
    })),
  );
}

function halfway(from: number, to: number): number {
  return Math.floor((from + to) / 2);
}

function coarseBlocks({ columns, rows, coarse }: MapGrid): Block[] {
  return spans(stops(columns, coarse)).flatMap(([left, right]) =>
    spans(stops(rows, coarse)).map(([top, bottom]) => ({ left, right, top, bottom })),
  );
}

/** Every so many, and the last. */
function stops(length: number, coarse: number): number[] {
  return [...Array.from({ length: Math.ceil((length - 1) / coarse) }, (_, i) => i * coarse), length - 1];
}

/** From one stop to the next; of a single one, itself. */
function spans(at: readonly number[]): [number, number][] {
  const [only] = at;
  const distinct = at.filter((stop, i) => i === 0 || stop !== at[i - 1]);
  if (distinct.length === 1) return [[only as number, only as number]];
  return distinct.slice(1).map((to, i) => [distinct[i] as number, to]);
}
