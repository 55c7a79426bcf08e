/** A throttle that is to end an outage: a share is let in for a while, then all of them over another. */
export interface Throttling {
  /** 0–1; 1: nobody is refused. */
  readonly share: number;
  readonly holdS: number;
  readonly rampS: number;
}

/** Shares and times of the grid, finest where little is refused. */
const SHARES = [0.85, 0.7, 0.5, 0.3, 0.2, 0.1, 0] as const;
const TIMES_S = [5, 10, 20, 40, 80, 160] as const;

/** Nobody is refused. */
export const NO_THROTTLE: Throttling = { share: 1, holdS: 0, rampS: 0 };

/** Throttles to choose from that are over within a time, and none. */
export function throttlings(withinS: number): Throttling[] {
  const found: Throttling[] = [NO_THROTTLE];
  for (const share of SHARES)
    for (const holdS of TIMES_S)
      for (const rampS of [0, ...TIMES_S]) if (holdS + rampS <= withinS) found.push({ share, holdS, rampS });
  return found;
}

/** What it costs users: seconds of all of the load that are refused. */
export function effortOf({ share, holdS, rampS }: Throttling): number {
  return (1 - share) * (holdS + rampS / 2);
}

/**
 * Whether one lets the same share in, for at least as long and back at least as slowly: what the other ends, it ends too. Of a lower share
 * nobody can say so: those who are let in are who fill the caches again.
 */
export function isAtLeast(one: Throttling, other: Throttling): boolean {
  return one.share === other.share && one.holdS >= other.holdS && one.rampS >= other.rampS;
}

/** A throttle that was tried, and whether it ends the outage. */
export interface Tried {
  readonly throttling: Throttling;
  readonly ends: boolean;
}

/**
 * Searches the least throttle that ends an outage: on the grid, then between its steps around what was found there. It is taken for granted that
 * what ends it does so too when it is held for longer, or let back more slowly: each trial then settles as many of those that are left as it can,
 * whichever way it comes out.
 * @param withinS it must be over so many seconds after its beginning
 * @param below only those with less effort are of interest
 * @returns the least, null if none ends it; and what was tried
 */
export async function leastThrottle(
  withinS: number,
  below: number,
  ends: (throttling: Throttling) => Promise<boolean>,
): Promise<{ readonly least: Throttling | null; readonly tried: readonly Tried[] }> {
  const tried: Tried[] = [];
  const least = await leastOf(throttlings(withinS), below, ends, tried);
  if (least === null || least.share === 1) return { least, tried };
  return { least: (await leastOf(around(least, withinS), effortOf(least), ends, tried)) ?? least, tried };
}

/** @param tried before; what is tried is added */
async function leastOf(
  candidates: readonly Throttling[],
  below: number,
  ends: (throttling: Throttling) => Promise<boolean>,
  tried: Tried[],
): Promise<Throttling | null> {
  let left = candidates.filter(
    each => effortOf(each) < below && !tried.some(other => !other.ends && isAtLeast(other.throttling, each)),
  );
  let least: Throttling | null = null;
  while (left.length > 0) {
    const throttling = mostTelling(left);
    const isEnd = await ends(throttling);
    tried.push({ throttling, ends: isEnd });
    if (isEnd) {
      least = throttling;
      left = left.filter(each => effortOf(each) < effortOf(throttling));
    } else left = left.filter(each => !isAtLeast(throttling, each));
  }
  return least;
}

/** From one step of the grid below a throttle to one above it, with a step between each two. */
function around({ share, holdS, rampS }: Throttling, withinS: number): Throttling[] {
  const found: Throttling[] = [];
  for (const s of near([1, ...SHARES].toReversed(), share, middle => Math.round(100 * middle) / 100))
    for (const h of near([0, ...TIMES_S], holdS, Math.round))
      for (const r of near([0, ...TIMES_S], rampS, Math.round))
        if (s < 1 && h > 0 && h + r <= withinS) found.push({ share: s, holdS: h, rampS: r });
  return found;
}

function near(steps: readonly number[], at: number, round: (middle: number) => number): number[] {
  const i = steps.indexOf(at);
  const three = steps.slice(Math.max(0, i - 1), i + 2);
  return three.flatMap((step, j) => (j === 0 ? [step] : [round((step + (three[j - 1] as number)) / 2), step]));
}

/** The one that rules out the most, at the worse of its two outcomes. */
function mostTelling(left: readonly Throttling[]): Throttling {
  let best = left[0] as Throttling;
  let most = -1;
  for (const one of left) {
    const ifEnds = left.filter(each => effortOf(each) >= effortOf(one)).length;
    const ifNot = left.filter(each => isAtLeast(one, each)).length;
    const telling = Math.min(ifEnds, ifNot);
    if (telling > most) [best, most] = [one, telling];
  }
  return best;
}
