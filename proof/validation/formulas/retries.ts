/** Attempts and capacity in closed form (ground-truth §4, §7). */

/** Attempts per request with up to `retries` more at failure probability p: (1 − p^(n+1))/(1 − p). */
export function amplification(retries: number, failure: number): number {
  return failure === 1 ? retries + 1 : (1 - powerOf(failure, retries + 1)) / (1 - failure);
}

/** p^n for a whole n. */
export function powerOf(base: number, exponent: number): number {
  let power = 1;
  for (let i = 0; i < exponent; i++) power *= base;
  return power;
}

/** Sizing: the utilisation of `capacity` when it serves the misses of `load`, each attempted `attempts` times. */
export function utilisation(load: number, hitRatio: number, attempts: number, capacity: number): number {
  return (load * (1 - hitRatio) * attempts) / capacity;
}

/** N equal sites that must survive the loss of one may run at (N − 1)/N of the highest utilisation. */
export function loadBeforeLoss(sites: number, highest: number): number {
  return ((sites - 1) / sites) * highest;
}
