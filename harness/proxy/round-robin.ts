/**
 * The candidate at `turn`, counted round and round.
 *
 * @param avoid is passed over unless it is the only candidate: a retry goes elsewhere.
 * @returns null if there is no candidate.
 */
export function roundRobin<T>(candidates: readonly T[], turn: number, avoid: T | null): T | null {
  const count = candidates.length;
  if (count === 0) return null;
  const candidate = candidates[turn % count] as T;
  return candidate === avoid ? (candidates[(turn + 1) % count] as T) : candidate;
}
