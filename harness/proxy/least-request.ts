/** Anything that has requests under way. */
export interface Loaded {
  readonly inFlight: number;
}

/**
 * The candidate with the fewest requests under way; equals take turns, as in HAProxy's `leastconn`.
 *
 * @param turn where to start looking, so that equals are not always decided for the first.
 * @param avoid is passed over unless it is the only candidate: a retry goes elsewhere.
 * @returns null if there is no candidate.
 */
export function leastRequest<T extends Loaded>(candidates: readonly T[], turn: number, avoid: T | null): T | null {
  const count = candidates.length;
  if (count === 1) return candidates[0] as T;
  let best: T | null = null;
  for (let i = 0; i < count; i++) {
    const candidate = candidates[(turn + i) % count] as T;
    if (candidate !== avoid && (best === null || candidate.inFlight < best.inFlight)) best = candidate;
  }
  return best;
}
