import { mix, uniform } from '../../mock-service/time/random.ts';

/** Envoy's defaults: 25 ms, doubled for every further retry, at most ten times that. */
const BASE_MS = 25;
const MOST_MS = 250;

/** The longest wait before the n-th retry, n from 1. */
export function backoffCeilingMs(retry: number): number {
  let ceiling = BASE_MS;
  for (let i = 1; i < retry && ceiling < MOST_MS; i++) ceiling *= 2;
  return Math.min(ceiling, MOST_MS);
}

/**
 * The wait before the n-th retry with full jitter: uniform between 0 and its ceiling. Keyed by who retries what, so that two arms
 * of a comparison wait alike.
 */
export function backoffMs(retry: number, seed: number, user: number, arrivedAt: number): number {
  const key = mix(mix(mix(seed, user), Math.floor(arrivedAt * 1000)), retry);
  return uniform(key) * backoffCeilingMs(retry);
}
