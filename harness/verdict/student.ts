/**
 * Student's t distribution (W. S. Gosset, Biometrika 6, 1908), for whole degrees of freedom: its distribution function is then a finite
 * sum (M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
 */

/** The chance that |T| is at least as far from zero. @param degrees of freedom, a whole number from 1 */
export function studentTail(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return 0;
  const theta = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const isOdd = degrees % 2 === 1;
  let [term, sum] = isOdd ? [cosine, 0] : [1, 0];
  for (let i = isOdd ? 1 : 0; i <= degrees - 2; i += 2) {
    sum += term;
    term *= (cosine * cosine * (i + 1)) / (i + 2);
  }
  const within = isOdd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
  // What is left of the largest t is rounding.
  return Math.min(1, Math.max(0, 1 - within));
}

/** How far from zero T is with that chance: 0.05 gives the half width of an interval of 95 %. @param tail in (0, 1), both sides together */
export function studentQuantile(tail: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentTail(high, degrees) > tail) [low, high] = [high, 2 * high];
  // As close as numbers are.
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return high;
    if (studentTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
}
