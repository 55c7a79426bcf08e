import { rounded } from './spread.ts';

/** How unequal keys are. */
export interface Popularity {
  /** The share of lookups that goes to the so many most popular keys. */
  readonly top: readonly { readonly keys: number; readonly share: number }[];
  /** Zipf's exponent; null: too few keys were looked up often enough. */
  readonly zipf: number | null;
}

/** Keys that were looked up less often stand at their rank by chance. */
const FEWEST_LOOKUPS = 10;
const FEWEST_RANKS = 20;
/** Ranks of the fit are so many times as far as the one before: else the many unpopular ones would decide it. */
const STEP = 1.15;

/** @param uses lookups by key, most first */
export function popularityOf(uses: Uint32Array): Popularity {
  const all = uses.reduce((sum, each) => sum + each, 0);
  const top: { keys: number; share: number }[] = [];
  let sum = 0;
  let next = 1;
  uses.forEach((times, i) => {
    sum += times;
    if (i + 1 !== next) return;
    top.push({ keys: next, share: rounded(sum / all) });
    next *= 10;
  });
  return { top, zipf: zipfOf(uses) };
}

/** Minus the slope of log(lookups) over log(rank), least squares. */
function zipfOf(uses: Uint32Array): number | null {
  const ranks = uses.findIndex(times => times < FEWEST_LOOKUPS);
  const last = ranks < 0 ? uses.length : ranks;
  if (last < FEWEST_RANKS) return null;
  const points: [x: number, y: number][] = [];
  for (let rank = 1; rank <= last; rank = Math.max(rank + 1, Math.round(rank * STEP)))
    points.push([Math.log(rank), Math.log(uses[rank - 1] as number)]);
  const mean = (of: (point: [number, number]) => number): number =>
    points.reduce((total, point) => total + of(point), 0) / points.length;
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
  const slope = mean(([x, y]) => (x - mx) * (y - my)) / mean(([x]) => (x - mx) ** 2);
  return rounded(Math.max(0, -slope));
}
