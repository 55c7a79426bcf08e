import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell } from './map-refinement.ts';
import { cellsAtEdges, isUnsure, longestUnsure } from './map-sureness.ts';

const GRID = { columns: 12, rows: 6 };
const SEEDS = 3;

/** Drills what is asked for until nothing is. @param edges the first column that breaks, by seed and row */
function drilled(edges: readonly (readonly number[])[]): Map<string, string[]> {
  const outcome = (seed: number, { x, y }: Cell): string => (x < (edges[seed]?.[y] as number) ? 'holds' : 'breaks');
  const map = Array.from({ length: GRID.rows }, (_, y) =>
    Array.from({ length: GRID.columns }, (__, x) => outcome(0, { x, y })),
  );
  const found = new Map<string, string[]>();
  const bySeed = ({ x, y }: Cell): string[] => found.get(`${x} ${y}`) ?? [];
  for (;;) {
    const next = cellsAtEdges(GRID, map, bySeed, SEEDS);
    if (next.length === 0) return found;
    for (const cell of next)
      found.set(
        `${cell.x} ${cell.y}`,
        Array.from({ length: SEEDS }, (_, seed) => outcome(seed, cell)),
      );
  }
}

test('every cell of a row in which seeds differ is found, and the sure ones beside them', () => {
  const edge = fc.integer({ min: 1, max: GRID.columns - 1 });
  const rows = fc.array(edge, { minLength: GRID.rows, maxLength: GRID.rows });
  fc.assert(
    fc.property(fc.array(rows, { minLength: SEEDS, maxLength: SEEDS }), edges => {
      const found = drilled(edges);
      for (let y = 0; y < GRID.rows; y++) {
        const at = edges.map(each => each[y] as number);
        for (let x = Math.min(...at) - 1; x <= Math.max(...at); x++) {
          const isIn = x >= Math.min(...at) && x < Math.max(...at);
          expect([x, y, isUnsure(found.get(`${x} ${y}`) ?? [])]).toEqual([x, y, isIn]);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('where seeds agree only the two sides of the edge are drilled, and where there is no edge nothing', () => {
  const straight = Array.from({ length: SEEDS }, () => Array.from({ length: GRID.rows }, () => 5));
  expect(drilled(straight).size).toBe(2 * GRID.rows);
  expect(cellsAtEdges({ columns: 3, rows: 1 }, [['holds', 'holds', null]], () => [], SEEDS)).toEqual([]);
});

test('the longest stretch in a row', () => {
  const [o, u] = [false, true];
  expect(
    longestUnsure([
      [u, o, u, u],
      [o, u, u, u],
      [o, o, o, o],
    ]),
  ).toEqual({ row: 1, from: 1, to: 3 });
  expect(longestUnsure([[o, o]])).toBeNull();
});
