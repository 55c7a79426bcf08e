/** How uneven keys are so that hit ratios come out as they were: a search by drills, since a twin's hit ratio rests on all of its settings. */

/** One group of keys whose hit ratio is known: an entry, or all of them. */
export interface Group {
  readonly name: string;
  readonly target: number;
}

export interface FittedSkew {
  readonly name: string;
  readonly target: number;
  readonly skew: number;
  /** What the drill gave with it. */
  readonly reached: number;
  /** Of the skew, by one of the hit ratio; null: it hardly moves it. */
  readonly slope: number | null;
}

const MOST_SKEW = 3;
const FIRST = 0.8;
const NEAR = 0.005;
const MOST_DRILLS = 8;

interface Search {
  low: { skew: number; ratio: number } | null;
  high: { skew: number; ratio: number } | null;
  at: number;
  best: { skew: number; ratio: number } | null;
  tried: { skew: number; ratio: number }[];
}

/**
 * Finds a skew for each group, all at once: each has keys of its own, so that one's hardly moves another's.
 * @param ratios hit ratios of the groups in a drill with these skews; null: nothing was looked up
 */
export async function fitSkews(
  groups: readonly Group[],
  ratios: (skews: readonly number[]) => Promise<readonly (number | null)[]>,
): Promise<FittedSkew[]> {
  const searches = groups.map((): Search => ({ low: null, high: null, at: FIRST, best: null, tried: [] }));
  for (let drill = 0; drill < MOST_DRILLS; drill++) {
    const found = await ratios(searches.map(({ at }) => at));
    let isOpen = false;
    for (const [i, search] of searches.entries()) {
      const { target } = groups[i] as Group;
      const ratio = found[i] ?? null;
      if (ratio === null) continue;
      const point = { skew: search.at, ratio };
      search.tried.push(point);
      if (search.best === null || Math.abs(ratio - target) < Math.abs(search.best.ratio - target)) search.best = point;
      if (ratio < target) search.low = point;
      else search.high = point;
      if (Math.abs(search.best.ratio - target) <= NEAR) search.at = search.best.skew;
      else {
        const next = nextSkew(search, target);
        if (next === null) search.at = search.best.skew;
        else {
          search.at = next;
          isOpen = true;
        }
      }
    }
    if (!isOpen) break;
  }
  return searches.map(({ best, tried, at }, i): FittedSkew => {
    const { name, target } = groups[i] as Group;
    return { name, target, skew: best?.skew ?? at, reached: best?.ratio ?? Number.NaN, slope: slopeOf(tried) };
  });
}

/** Between the two that are nearest on either side, by the straight line; null: no skew gives it. */
function nextSkew({ low, high }: Search, target: number): number | null {
  // Whether all alike is too uneven already is asked at once: nothing lies below it.
  if (low === null && high !== null) return high.skew <= 0.001 ? null : high.skew <= FIRST / 2 ? 0 : FIRST / 2;
  if (high === null && low !== null) return low.skew >= MOST_SKEW ? null : Math.min(MOST_SKEW, low.skew + 0.4);
  if (low === null || high === null || Math.abs(high.skew - low.skew) < 0.002) return null;
  const share = (target - low.ratio) / Math.max(1e-9, high.ratio - low.ratio);
  return low.skew + Math.min(0.9, Math.max(0.1, share)) * (high.skew - low.skew);
}

function slopeOf(tried: Search['tried']): number | null {
  const sorted = [...tried].sort((a, b) => a.skew - b.skew);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || last.skew - first.skew < 0.01) return null;
  const slope = (last.ratio - first.ratio) / (last.skew - first.skew);
  return slope > 0.02 ? 1 / slope : null;
}
