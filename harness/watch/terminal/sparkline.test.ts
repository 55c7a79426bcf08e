import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, cellAt, cellsOf } from './sparkline.ts';

describe('cells over time', () => {
  it('stretch a short drill and gather a long one', () => {
    expect(cellsOf([1, 2], 0, 4, 8, 'mean')).toEqual([1, 1, 2, 2, null, null, null, null]);
    expect(cellsOf([1, 2, 3, 8], 0, 4, 2, 'mean')).toEqual([1.5, 5.5]);
    expect(cellsOf([1, 2, 3, 8], 0, 4, 2, 'worst')).toEqual([2, 8]);
  });

  it('leave out what nobody measured, and what was given up', () => {
    expect(cellsOf([null, 4], 0, 2, 1, 'mean')).toEqual([4]);
    expect(cellsOf([7], 3, 4, 4, 'worst')).toEqual([null, null, null, 7]);
  });

  it('show every second somewhere, and each in the cell of its moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 80 }), (spanS, width) => {
        const numbers = Array.from({ length: spanS }, (_, second) => second);
        const cells = cellsOf(numbers, 0, spanS, width, 'worst');
        expect(cells).toHaveLength(width);
        expect(cells.at(-1)).toBe(spanS - 1);
        for (const second of numbers) {
          expect(cells[cellAt(second + 0.5, spanS, width)]).toBeGreaterThanOrEqual(second);
        }
      }),
    );
  });
});

it('has a bar for every share, the lowest for nothing', () => {
  expect([-1, 0, 0.1, 0.13, 0.5, 0.99, 1, 2].map(bar).join('')).toBe('▁▁▁▂▅███');
});
