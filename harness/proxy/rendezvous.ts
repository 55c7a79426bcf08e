import { mix } from '../../mock-service/time/random.ts';

/** Anything that a user can be hashed to: `key` is a 32-bit number of its own that never changes. */
export interface Keyed {
  readonly key: number;
}

/**
 * Rendezvous (highest random weight) hashing, Thaler and Ravishankar 1996: the candidate whose mixed key is highest for this user.
 * When a candidate leaves, only its own users move, each to its second choice.
 *
 * @param avoid is passed over unless it is the only candidate: a retry goes elsewhere.
 * @returns null if there is no candidate.
 */
export function rendezvous<T extends Keyed>(candidates: readonly T[], user: number, avoid: T | null): T | null {
  const count = candidates.length;
  if (count === 1) return candidates[0] as T;
  let best: T | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const candidate = candidates[i] as T;
    const score = mix(candidate.key, user);
    if (score > bestScore && candidate !== avoid) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}
