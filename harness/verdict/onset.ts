/**
 * When sustained timeouts begin: a sequential test, then an estimate of the second.
 *
 * The test is a CUSUM of log-likelihood ratios (E. S. Page, Biometrika 41, 1954) between a share of timeouts that is noise, p0, and
 * one that is a fault, p1. A second with x timeouts among n requests adds x·ln(p1/p0) + (n − x)·ln((1−p1)/(1−p0)); the sum never falls
 * below 0 and sounds the alarm at h. False alarms are controlled by construction: while the true share is at most p0 the ratio is
 * a supermartingale, so the test begun in any one second ever reaches h with probability ≤ e^−h (Ville's inequality), and a drill of T
 * seconds begins T such tests: with h = ln(T/α) a quiet drill has a false alarm with probability ≤ α = 0.5 %.
 *
 * A blip is not an onset: the alarm also wants three different seconds since the sum left 0 that each speak for the fault, and
 * the sum is capped at h, so that one bad second is forgotten within a few good ones.
 *
 * The second reported is not that of the alarm but the most likely one for the change: the split of the seconds before the
 * alarm into one share before and a higher one after that explains the counts best.
 */

/** Tolerated noise where the objective tolerates none: one timeout in two thousand requests. */
const NOISE_SHARE = 0.0005;
/** The fault that is surely found has this many times the noise: 1 % by default. */
const FAULT_FACTOR = 20;
/** Chance of a false alarm in a whole quiet drill, at most. */
const FALSE_ALARM = 0.005;
/** Bad seconds that make timeouts sustained. */
const SUSTAINED_SECONDS = 3;
/** How far before the alarm's sum left 0 the change is looked for, s. */
const LOOK_BACK_S = 10;
/** Stands for a share of zero, whose logarithm there is none of. */
const LEAST_SHARE = 1e-6;

/** Outcomes by second. */
export interface OutcomeCounts {
  readonly ended: readonly number[];
  readonly timeouts: readonly number[];
}

/**
 * The second in which sustained timeouts begin, or null.
 * @param tolerated share of timeouts that the objective allows; more than that is a fault, never less than NOISE_SHARE.
 * @param tests how many such tests one drill makes (one a route), which share the chance of a false alarm.
 */
export function findOnset({ ended, timeouts }: OutcomeCounts, tolerated = 0, tests = 1): number | null {
  const p0 = Math.min(Math.max(tolerated, NOISE_SHARE), 0.5);
  const p1 = Math.min(p0 * FAULT_FACTOR, (1 + p0) / 2);
  const perTimeout = Math.log(p1 / p0);
  const perOther = Math.log((1 - p1) / (1 - p0));
  const alarm = Math.log((ended.length * tests) / FALSE_ALARM);
  let sum = 0;
  let since = 0;
  let badSeconds = 0;
  for (let second = 0; second < ended.length; second++) {
    const x = timeouts[second]!;
    const evidence = x * perTimeout + (ended[second]! - x) * perOther;
    sum += evidence;
    if (sum <= 0) {
      sum = 0;
      since = second + 1;
      badSeconds = 0;
      continue;
    }
    if (evidence > 0) badSeconds++;
    if (sum < alarm) continue;
    sum = alarm;
    if (badSeconds >= SUSTAINED_SECONDS) return changeIn({ ended, timeouts }, since, second);
  }
  return null;
}

/** The most likely second of a rise of the share up to `until`, knowing all before. `since`: the alarm's sum left 0. */
function changeIn({ ended, timeouts }: OutcomeCounts, since: number, until: number): number {
  const from = candidatesFrom(timeouts, since, until);
  let requestsBefore = 0;
  let timeoutsBefore = 0;
  for (let second = 0; second < from; second++) {
    requestsBefore += ended[second]!;
    timeoutsBefore += timeouts[second]!;
  }
  let requestsAfter = 0;
  let timeoutsAfter = 0;
  for (let second = from; second <= until; second++) {
    requestsAfter += ended[second]!;
    timeoutsAfter += timeouts[second]!;
  }
  let best = since;
  let bestLikelihood = Number.NEGATIVE_INFINITY;
  for (let second = from; second <= until; second++) {
    const rises = timeoutsAfter * requestsBefore > timeoutsBefore * requestsAfter || requestsBefore === 0;
    if (rises && timeouts[second]! > 0) {
      const likelihood = logLikelihood(timeoutsBefore, requestsBefore) + logLikelihood(timeoutsAfter, requestsAfter);
      if (likelihood > bestLikelihood) {
        bestLikelihood = likelihood;
        best = second;
      }
    }
    requestsBefore += ended[second]!;
    timeoutsBefore += timeouts[second]!;
    requestsAfter -= ended[second]!;
    timeoutsAfter -= timeouts[second]!;
  }
  return best;
}

/**
 * The first second that may be the change. A weak fault's first timeouts may lie before the sum left 0 for good, but only
 * across gaps that its rate makes likely: k seconds without a timeout have probability e^−rk, and 5 % is taken for likely.
 */
function candidatesFrom(timeouts: readonly number[], since: number, until: number): number {
  let sum = 0;
  for (let second = since; second <= until; second++) sum += timeouts[second]!;
  const longestGap = Math.floor((-Math.log(0.05) * (until - since + 1)) / sum);
  let from = since;
  for (let second = since - 1; second >= Math.max(0, since - LOOK_BACK_S, from - longestGap - 1); second--) {
    if (timeouts[second]! > 0) from = second;
  }
  return from;
}

/** Of x timeouts among n requests, at their own share. */
function logLikelihood(x: number, n: number): number {
  if (n === 0) return 0;
  const share = Math.min(Math.max(x / n, LEAST_SHARE), 1 - LEAST_SHARE);
  return x * Math.log(share) + (n - x) * Math.log(1 - share);
}
