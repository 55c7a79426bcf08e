import { median } from './statistics.ts';

/** One drill with parameters drawn from what a calibration leaves open. */
export interface DrawnVerdict {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** Values by parameter, all of the same parameters. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** The parameter that tells failing draws from others best. */
export interface Deciding {
  readonly path: string;
  /** How much goes with it: correlation with failing, −1 to 1. */
  readonly correlation: number;
  /** To which share of itself it would have to be known. */
  readonly within: number;
}

/** Up to this share of draws that fail the rest counts, and from one minus it on they do. */
export const DOUBT = 0.05;

/** What drawn drills come to together. */
export function drawnVerdict(draws: readonly DrawnVerdict[]): 'pass' | 'fail' | 'inconclusive' {
  const judged = draws.filter(({ verdict }) => verdict !== 'inconclusive');
  // What did not tell could have been either.
  const failing = judged.filter(({ verdict }) => verdict === 'fail').length / draws.length;
  const open = (draws.length - judged.length) / draws.length;
  if (failing + open <= DOUBT) return 'pass';
  return failing >= 1 - DOUBT ? 'fail' : 'inconclusive';
}

/** A correlation below this is chance, or many parameters together. */
const LEAST_CORRELATION = 0.3;
const LEAST_WITHIN = 0.005;

/** Null: all fail or none does, or no single parameter tells. */
export function decidingParameter(draws: readonly DrawnVerdict[]): Deciding | null {
  const failing = draws.filter(({ verdict }) => verdict === 'fail');
  const others = draws.filter(({ verdict }) => verdict !== 'fail');
  if (failing.length === 0 || others.length === 0) return null;
  const paths = Object.keys(draws[0]?.parameters ?? {});
  const found = paths.map((path): Deciding => {
    const value = (draw: DrawnVerdict): number => draw.parameters[path] as number;
    const [all, fails] = [draws.map(value), draws.map(({ verdict }) => Number(verdict === 'fail'))];
    // Where one side ends and the other begins, seen from the middle of what was drawn.
    const border = (mean(failing.map(value)) + mean(others.map(value))) / 2;
    const middle = median(all);
    const within = Math.max(LEAST_WITHIN, Math.abs(middle - border) / Math.abs(middle || 1));
    return { path, correlation: correlation(all, fails), within };
  });
  const best = found.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation))[0];
  return best === undefined || Math.abs(best.correlation) < LEAST_CORRELATION ? null : best;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const [da, db] = [value - meanA, (b[i] as number) - meanB];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
