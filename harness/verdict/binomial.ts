/** Exact statements about counts. */

/**
 * Whether two settings fail equally often, by the seeds in which only one of them does: how likely a split as uneven would be if each fell to
 * either side like a coin (Q. McNemar, Psychometrika 12, 1947; exact, two-sided).
 */
export function mcNemar(onlyOne: number, onlyOther: number): number {
  const all = onlyOne + onlyOther;
  return Math.min(1, 2 * atMostSuccesses(Math.min(onlyOne, onlyOther), all, 0.5));
}

/**
 * The largest chance of a failure that `failures` in `seeds` leave room for: the one-sided limit of C. J. Clopper and E. S. Pearson
 * (Biometrika 26, 1934). Of none in 12 it is 1 − 0.05^(1/12), 22 %.
 * @param confidence 0.95
 */
export function mostLikely(failures: number, seeds: number, confidence: number): number {
  if (failures >= seeds) return 1;
  let [low, high] = [failures / seeds, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return high;
    if (atMostSuccesses(failures, seeds, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
}

/** The chance of at most `successes` in `trials` of that chance each. */
function atMostSuccesses(successes: number, trials: number, chance: number): number {
  let term = (1 - chance) ** trials;
  // Too small for a number: the other tail's terms are not.
  if (term === 0 && chance > 0.5) return 1 - atMostSuccesses(trials - successes - 1, trials, 1 - chance);
  let sum = 0;
  for (let k = 0; k <= successes; k++) {
    sum += term;
    term *= ((trials - k) / (k + 1)) * (chance / (1 - chance));
  }
  return sum;
}
