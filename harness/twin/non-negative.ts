/**
 * Least squares with no negative coefficient, in the normal equations: C. L. Lawson and R. J. Hanson, "Solving Least Squares Problems" (1974), chapter 23.
 * A bootstrap solves it hundreds of times for sums of the same small matrices, which the libraries that there are, made for one tall matrix, do not take.
 */

/** A sum of squares as a function of the coefficients: xᵀx row by row, xᵀy, and how many rows it is of. */
export interface NormalEquations {
  readonly size: number;
  readonly gram: Float64Array;
  readonly moments: Float64Array;
}

/** Equations that nothing has been added to. */
export function noEquations(size: number): NormalEquations {
  return { size, gram: new Float64Array(size * size), moments: new Float64Array(size) };
}

/** Adds a row, in place. @param weight of its square */
export function addRow({ size, gram, moments }: NormalEquations, x: readonly number[], y: number, weight = 1): void {
  for (let i = 0; i < size; i++) {
    const xi = (x[i] as number) * weight;
    if (xi === 0) continue;
    moments[i]! += xi * y;
    for (let j = 0; j < size; j++) gram[i * size + j]! += xi * (x[j] as number);
  }
}

/** Adds other equations, in place. */
export function addEquations(sum: NormalEquations, other: NormalEquations): void {
  for (let i = 0; i < sum.gram.length; i++) sum.gram[i]! += other.gram[i] as number;
  for (let i = 0; i < sum.moments.length; i++) sum.moments[i]! += other.moments[i] as number;
}

/** A coefficient that would lessen the sum of squares by less than this share of what it could is left at zero. */
const TOLERANCE = 1e-10;

/** The coefficients, none below zero. Of columns that are the same one may take all. */
export function nonNegative({ size, gram, moments }: NormalEquations): number[] {
  const scale = Array.from({ length: size }, (_, i) => Math.sqrt(gram[i * size + i] as number) || 1);
  const at = (i: number, j: number): number =>
    (gram[i * size + j] as number) / ((scale[i] as number) * (scale[j] as number));
  const b = scale.map((each, i) => (moments[i] as number) / each);
  const enough = TOLERANCE * Math.max(1e-300, ...b.map(Math.abs));
  const x = new Array<number>(size).fill(0);
  const free: number[] = [];
  for (let rounds = 0; rounds < 3 * size + 10; rounds++) {
    let best = -1;
    let steepest = enough;
    for (let i = 0; i < size; i++) {
      if (free.includes(i)) continue;
      const slope = x.reduce((rest, each, j) => rest - at(i, j) * each, b[i] as number);
      if (slope > steepest) [best, steepest] = [i, slope];
    }
    if (best < 0) break;
    free.push(best);
    for (;;) {
      const solved = solve(
        free.map(i => free.map(j => at(i, j))),
        free.map(i => b[i] as number),
      );
      // A column that says the same as those that are in adds nothing.
      if (solved === null) {
        free.pop();
        return x.map((each, i) => each / (scale[i] as number));
      }
      let step = 1;
      for (const [n, i] of free.entries()) {
        const to = solved[n] as number;
        const from = x[i] as number;
        if (to <= 0) step = Math.min(step, from / (from - to));
      }
      for (const [n, i] of free.entries()) x[i]! += step * ((solved[n] as number) - (x[i] as number));
      if (step === 1) break;
      for (let n = free.length - 1; n >= 0; n--) {
        const i = free[n] as number;
        if ((x[i] as number) > 1e-14) continue;
        x[i] = 0;
        free.splice(n, 1);
      }
    }
  }
  return x.map((each, i) => each / (scale[i] as number));
}

/** Solves a symmetric, positive system by its Cholesky factor; null: it is singular to rounding. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const factor = cholesky(matrix);
  if (factor === null) return null;
  const n = right.length;
  const y: number[] = [];
  for (let i = 0; i < n; i++) {
    let rest = right[i] as number;
    for (let k = 0; k < i; k++) rest -= (factor[i] as number[])[k]! * (y[k] as number);
    y.push(rest / (factor[i] as number[])[i]!);
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let rest = y[i] as number;
    for (let k = i + 1; k < n; k++) rest -= (factor[k] as number[])[i]! * (x[k] as number);
    x[i] = rest / (factor[i] as number[])[i]!;
  }
  return x;
}

/** Below this share of its column's square nothing of it is left but rounding. */
const SINGULAR = 1e-11;

function cholesky(matrix: readonly (readonly number[])[]): number[][] | null {
  const factor: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const own: number[] = [];
    for (let j = 0; j <= i; j++) {
      let rest = row[j] as number;
      for (let k = 0; k < j; k++) rest -= own[k]! * ((j === i ? own : (factor[j] as number[]))[k] as number);
      if (j < i) own.push(rest / (factor[j] as number[])[j]!);
      else if (rest <= SINGULAR * (row[i] as number)) return null;
      else own.push(Math.sqrt(rest));
    }
    factor.push(own);
  }
  return factor;
}
