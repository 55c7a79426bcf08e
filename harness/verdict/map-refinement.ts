/** A cell of a grid, its column and row from 0. */
export interface Cell {
  readonly x: number;
  readonly y: number;
}

/** A grid, of which every so many cells in a row and a column are looked at first. */
export interface MapGrid {
  readonly columns: number;
  readonly rows: number;
  readonly coarse: number;
}

/** What is known of a cell; undefined: nothing yet. */
export type Known<Outcome> = (cell: Cell) => Outcome | undefined;

/** Columns and rows from one to another, both of them its own: neighbours share an edge. */
interface Block {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Which cells are to be looked at next, so that the edges between outcomes are found to the cell: the corners of coarse blocks; along the lines
 * between these the middle of two cells that differ, until they are neighbours; and from there on along the edge, the rest of every square of
 * four cells of which two are known to differ. An outcome that is nowhere as wide and as high as a coarse block can be missed.
 * @returns none where nothing is left to look at
 */
export function nextCells<Outcome>(grid: MapGrid, known: Known<Outcome>): Cell[] {
  const wanted = new Map<number, Cell>();
  const want = (cell: Cell): void => {
    if (known(cell) === undefined) wanted.set(cell.y * grid.columns + cell.x, cell);
  };
  const [across, down] = [stops(grid.columns, grid.coarse), stops(grid.rows, grid.coarse)];
  for (const y of down) for (const x of across) want({ x, y });
  for (const y of down) for (const x of halfways(grid.columns, at => known({ x: at, y }))) want({ x, y });
  for (const x of across) for (const y of halfways(grid.rows, at => known({ x, y: at }))) want({ x, y });
  for (let top = 0; top < grid.rows - 1; top++)
    for (let left = 0; left < grid.columns - 1; left++) {
      const square = [...cellsOf({ left, right: left + 1, top, bottom: top + 1 })];
      if (outcomesOf(square, known).size > 1) for (const cell of square) want(cell);
    }
  return [...wanted.values()].sort((a, b) => a.y - b.y || a.x - b.x);
}

/** The outcome of every cell, by row: one that nobody looked at has that of all that are known around it. Null: these differ, or are not all there. */
export function filled<Outcome>(grid: MapGrid, known: Known<Outcome>): (Outcome | null)[][] {
  const map = Array.from({ length: grid.rows }, (_, y) =>
    Array.from({ length: grid.columns }, (__, x) => known({ x, y }) ?? null),
  );
  for (const block of coarseBlocks(grid)) {
    const corners = [block.left, block.right].flatMap(x => [block.top, block.bottom].map(y => ({ x, y })));
    if (corners.some(cell => known(cell) === undefined)) continue;
    for (const { inside, around } of patches(block, known)) {
      const [outcome, ...others] = outcomesOf(around, known);
      if (outcome === undefined || others.length > 0) continue;
      for (const { x, y } of inside) (map[y] as (Outcome | null)[])[x] = outcome;
    }
  }
  return map;
}

/** Cells of a block that nobody looked at and that hang together, and those around them that somebody did. */
function patches(block: Block, known: Known<unknown>): { inside: Cell[]; around: Cell[] }[] {
  const seen = new Set<string>();
  const found: { inside: Cell[]; around: Cell[] }[] = [];
  for (const start of cellsOf(block)) {
    const patch = { inside: [] as Cell[], around: [] as Cell[] };
    const reached = [start];
    for (let cell = reached.pop(); cell !== undefined; cell = reached.pop()) {
      const isKnown = known(cell) !== undefined;
      if (isKnown && cell !== start) patch.around.push(cell);
      if (isKnown || seen.has(`${cell.x} ${cell.y}`)) continue;
      seen.add(`${cell.x} ${cell.y}`);
      patch.inside.push(cell);
      for (const near of neighbours(cell, block)) reached.push(near);
    }
    if (patch.inside.length > 0) found.push(patch);
  }
  return found;
}

/** Cells that share a side with a cell, in a block. */
export function neighbours({ x, y }: Cell, { left, right, top, bottom }: Block): Cell[] {
  const near = [
    { x: x - 1, y },
    { x: x + 1, y },
    { x, y: y - 1 },
    { x, y: y + 1 },
  ];
  return near.filter(cell => cell.x >= left && cell.x <= right && cell.y >= top && cell.y <= bottom);
}

/** Along a line: the middle of each two known places that differ, with nothing known between them. */
function halfways(length: number, known: (at: number) => unknown): number[] {
  const found: number[] = [];
  let before: number | null = null;
  for (let at = 0; at < length; at++) {
    if (known(at) === undefined) continue;
    if (before !== null && at - before > 1 && known(before) !== known(at)) found.push(Math.floor((before + at) / 2));
    before = at;
  }
  return found;
}

function outcomesOf<Outcome>(cells: Iterable<Cell>, known: Known<Outcome>): Set<Outcome> {
  const found = new Set<Outcome>();
  for (const cell of cells) {
    const outcome = known(cell);
    if (outcome !== undefined) found.add(outcome);
  }
  return found;
}

function* cellsOf({ left, right, top, bottom }: Block): Generator<Cell> {
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) yield { x, y };
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
