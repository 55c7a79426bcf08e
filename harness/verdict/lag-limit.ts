import type { Objectives } from './objectives/objectives.ts';

/** Lag that is always forgiven, and the part of the p99 objective that is, if that is more. */
const LAG_LIMIT_MS = 20;
const LAG_LIMIT_SHARE = 0.05;

/** Highest lag p99 with which latencies may be judged, ms. */
export function lagLimitMs({ p99Ms }: Pick<Objectives, 'p99Ms'>): number {
  return Math.max(LAG_LIMIT_MS, p99Ms === null ? 0 : LAG_LIMIT_SHARE * p99Ms);
}
