/** A number a cell; null: no data, or time that is still to come. */
export type Cells = (number | null)[];

const BLOCKS = '▁▂▃▄▅▆▇█';

/**
 * Lays a column of numbers by second over cells that share `spanS` seconds evenly, so that a moment stands in the same cell in
 * every row. Where a cell holds several seconds, `worst` takes the highest and `mean` their mean.
 * @param fromS the second of the first number
 */
export function cellsOf(
  numbers: readonly (number | null)[],
  fromS: number,
  spanS: number,
  width: number,
  combine: 'worst' | 'mean',
): Cells {
  return Array.from({ length: width }, (_, cell) => {
    let first = Math.round((cell * spanS) / width);
    let beyond = Math.round(((cell + 1) * spanS) / width);
    if (beyond <= first) {
      first = Math.floor(((cell + 0.5) * spanS) / width);
      beyond = first + 1;
    }
    let [sum, count, highest] = [0, 0, Number.NEGATIVE_INFINITY];
    for (let second = first; second < beyond; second++) {
      const value = numbers[second - fromS] ?? null;
      if (value === null) continue;
      sum += value;
      count++;
      highest = Math.max(highest, value);
    }
    if (count === 0) return null;
    return combine === 'worst' ? highest : sum / count;
  });
}

/** The cell that a moment falls into. */
export function cellAt(atS: number, spanS: number, width: number): number {
  return Math.min(width - 1, Math.max(0, Math.floor((atS * width) / spanS)));
}

/** A bar of one character for a share 0–1 of its height; every share has at least the lowest. */
export function bar(share: number): string {
  const step = Math.floor(Math.min(1, Math.max(0, share)) * BLOCKS.length);
  return BLOCKS[Math.min(BLOCKS.length - 1, step)] as string;
}
