import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cell, filled, type MapGrid, nextCells } from './map-refinement.ts';

const GRID: MapGrid = { columns: 32, rows: 32, coarse: 8 };

/** Looks at what is asked for until nothing is. @returns the map, and how many cells were looked at */
function refined(truth: (cell: Cell) => string, grid = GRID): { map: (string | null)[][]; looked: number } {
  const seen = new Map<number, string>();
  const known = ({ x, y }: Cell): string | undefined => seen.get(y * grid.columns + x);
  for (let next = nextCells(grid, known); next.length > 0; next = nextCells(grid, known)) {
    for (const cell of next) {
      if (known(cell) !== undefined) throw new Error('asked twice');
      seen.set(cell.y * grid.columns + cell.x, truth(cell));
    }
  }
  return { map: filled(grid, known), looked: seen.size };
}

function full(truth: (cell: Cell) => string, { columns, rows } = GRID): string[][] {
  return Array.from({ length: rows }, (_, y) => Array.from({ length: columns }, (__, x) => truth({ x, y })));
}

test('outcomes that only get worse along both axes are found to the cell', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 33 }), { minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 6 }), (raw, band) => {
      const edge = raw.toSorted((a, b) => b - a);
      const truth = ({ x, y }: Cell): string => {
        const at = edge[y] as number;
        return x < at - band ? 'holds' : x < at ? 'recovers' : 'stays-down';
      };
      expect(refined(truth).map).toEqual(full(truth));
    }),
  );
});

test('an island as wide and as high as a coarse block is found to the cell, wherever it lies', () => {
  const start = fc.integer({ min: 0, max: 31 });
  const size = fc.integer({ min: 8, max: 32 });
  fc.assert(
    fc.property(start, start, size, size, (left, top, width, height) => {
      fc.pre(left + width <= 32 && top + height <= 32);
      const truth = ({ x, y }: Cell): string =>
        x >= left && x < left + width && y >= top && y < top + height ? 'stays-down' : 'holds';
      expect(refined(truth).map).toEqual(full(truth));
    }),
  );
});

test('a smaller one can be missed, and where nothing differs only the coarse corners are looked at', () => {
  const islet = ({ x, y }: Cell): string => (x === 3 && y === 3 ? 'stays-down' : 'holds');
  expect(refined(islet)).toMatchObject({ looked: 25 });
  expect(new Set(refined(islet).map.flat())).toEqual(new Set(['holds']));
});

test('a straight edge takes a fraction of the cells', () => {
  const { looked } = refined(({ x }) => (x < 13 ? 'holds' : 'stays-down'));
  expect(looked).toBeLessThan(32 * 32 * 0.2);
});

test('a grid of any size comes to its end', () => {
  const side = fc.integer({ min: 2, max: 20 });
  fc.assert(
    fc.property(side, side, fc.integer(), (columns, rows, salt) => {
      const grid = { columns, rows, coarse: 8 };
      const truth = ({ x, y }: Cell): string => String((x * 7 + y * 13 + salt) % 3);
      expect(refined(truth, grid).map.flat()).not.toContain(null);
    }),
  );
});
