/** Envoy's slow start: the part of its share that an instance has `sinceS` after it came. */
export function envoyWeight(windowS: number, aggression: number, sinceS: number): number {
  return Math.min(1, Math.max(0.1, (sinceS / windowS) ** (1 / aggression)));
}

/** The share of the requests that one of n instances gets in a time, in the mean, which came at 0: w/(n − 1 + w). */
export function shareOfNew(n: number, weight: (sinceS: number) => number, fromS: number, toS: number): number {
  const steps = 10_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const w = weight(fromS + ((toS - fromS) * (i + 0.5)) / steps);
    sum += w / (n - 1 + w);
  }
  return sum / steps;
}

/**
 * How long a move takes that stands still after every second whose hit ratio was under `ready`, s. Users come with the same chance each, `rate`
 * times a second, and have their entry from their first request over there on; all expected values.
 * @param overS of a move that nothing stops
 */
export function readyMoveS({ rate, overS, ready }: { rate: number; overS: number; ready: number }): number {
  const fine = 1000;
  let moved = 0;
  let cold = 0;
  let moves = true;
  for (let second = 0; ; second++) {
    let lookups = 0;
    let misses = 0;
    for (let i = 0; i < fine; i++) {
      const more = moves ? Math.min(1 - moved, 1 / overS / fine) : 0;
      moved += more;
      cold += more;
      const found = (cold * rate) / fine;
      lookups += (moved * rate) / fine;
      misses += found;
      cold -= found;
      if (moved >= 1 - 1e-9) return second + (i + 1) / fine;
    }
    if (lookups > 0) moves = 1 - misses / lookups >= ready;
  }
}
