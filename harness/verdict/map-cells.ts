import { type Cell, filled, type MapGrid, nextCells } from './map-refinement.ts';
import { cellsAtEdges } from './map-sureness.ts';

/** What has become known of a map's cells, and which are to be drilled next. */
export class MapCells<Outcome> {
  /** Drills so far. */
  drills = 0;
  readonly #grid: MapGrid;
  readonly #seeds: number;
  readonly #bySeed = new Map<string, Outcome[]>();

  /** @param seeds with which cells at the edges are drilled */
  constructor(grid: MapGrid, seeds: number) {
    this.#grid = grid;
    this.#seeds = seeds;
  }

  /** The same for the same cell. */
  static keyOf({ x, y }: Cell): string {
    return `${x} ${y}`;
  }

  /** What a drill of a cell came to, with the first of the seeds that it has not had. */
  add(cell: Cell, outcome: Outcome): void {
    this.drills++;
    const key = MapCells.keyOf(cell);
    this.#bySeed.set(key, [...(this.#bySeed.get(key) ?? []), outcome]);
  }

  /** By seed, as far as it has been drilled. */
  bySeed = (cell: Cell): readonly Outcome[] => this.#bySeed.get(MapCells.keyOf(cell)) ?? [];

  /** With the map's own seed. */
  known = (cell: Cell): Outcome | undefined => this.bySeed(cell)[0];

  /** Of the cells that were drilled, with the map's own seed. */
  outcomes(): Outcome[] {
    return [...this.#bySeed.values()].map(([first]) => first as Outcome);
  }

  /** Of every cell, by row; null: not known. */
  filled(): (Outcome | null)[][] {
    return filled(this.#grid, this.known);
  }

  /** To find the edges. */
  next = (): Cell[] => nextCells(this.#grid, this.known);

  /** To know how sure they are, once they are found. */
  nextAtEdges = (): Cell[] => cellsAtEdges(this.#grid, this.filled(), this.bySeed, this.#seeds);

  /** Something of each cell, by row. */
  byRow<Told>(told: (cell: Cell) => Told): Told[][] {
    const { columns, rows } = this.#grid;
    return Array.from({ length: rows }, (_, y) => Array.from({ length: columns }, (__, x) => told({ x, y })));
  }
}
