/**
 * When sustained timeouts begin: a sequential test, then an estimate of the second.
 *
 * The test is a bet against the noise (G. Shafer, JRSS A 2021; I. Waudby-Smith and A. Ramdas, JRSS B 2024). A second in which a share y
 * of the requests timed out multiplies the stake by 1 + λ(y − p0). While the share to be expected of each second is at most p0, the
 * tolerated noise, no bet grows on average, however timeouts clump within a second: the stake is a supermartingale, and a bet that
 * begins in any one second ever multiplies it by e^h with probability ≤ e^−h (Ville's inequality). Any share above p0 that persists makes a
 * small enough bet grow, so bets of several sizes run side by side, each begun anew when it has lost what it had won (E. S. Page's
 * CUSUM, Biometrika 41, 1954; such detectors in general: J. Shin, A. Ramdas and A. Rinaldo 2023). A drill of T seconds begins T bets of each
 * of K sizes: with h = ln(TK/α) a quiet drill has a false alarm with probability ≤ α = 0.5 %.
 *
 * A blip is not an onset: the alarm also wants three different seconds since the bet began that each speak for the fault, and
 * what a bet has won is capped at h, so that one bad second is forgotten.
 *
 * The second reported is not that of the alarm but the most likely one for the change: the split of the seconds before the
 * alarm into one share before and a higher one after that explains the counts best.
 */

/** Tolerated noise where the objective tolerates none: one timeout in two thousand requests. */
const NOISE_SHARE = 0.0005;
/** λ·p0: what a second without a timeout costs a bet. Large bets find a heavy fault in seconds, small ones a weak or a patchy one in minutes. */
const BETS = [0.9, 0.5, 0.2, 0.05] as const;
/** Chance of a false alarm in a whole quiet drill, at most. */
const FALSE_ALARM = 0.005;
/** Bad seconds that make timeouts sustained. */
const SUSTAINED_SECONDS = 3;
/** How far beyond the alarm is looked for the bet that fits the fault best: a small one remembers blips of long ago. */
const CONFIRMING_S = 3;
/** How far before that bet began the change is looked for, s. */
const LOOK_BACK_S = 10;
/** The most that one second may say for or against a fault that began earlier: a blip does not join a fault that comes after it. */
const MOST_OF_A_SECOND = 2;
/** Logarithm of the odds from which what came first counts as quiet, and not as the fault's own chance. */
const ODDS_AGAINST = 4;
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
export function findOnset(counts: OutcomeCounts, tolerated = 0, tests = 1): number | null {
  const { ended, timeouts } = counts;
  const noise = Math.min(Math.max(tolerated, NOISE_SHARE), 0.5);
  const alarm = Math.log((ended.length * BETS.length * tests) / FALSE_ALARM);
  const bets = BETS.map(size => ({ perShare: size / noise, won: 0, since: 0, badSeconds: 0 }));
  let last = ended.length - 1;
  let alarmS = -1;
  for (let second = 0; second <= last; second++) {
    if (ended[second] === 0) continue;
    const excess = timeouts[second]! / ended[second]! - noise;
    for (const bet of bets) {
      bet.won += Math.log1p(bet.perShare * excess);
      if (bet.won <= 0) {
        Object.assign(bet, { won: 0, since: second + 1, badSeconds: 0 });
        continue;
      }
      if (excess > 0) bet.badSeconds++;
      if (alarmS >= 0 || bet.won < alarm) continue;
      if (bet.badSeconds < SUSTAINED_SECONDS) bet.won = alarm;
      else {
        alarmS = second;
        last = Math.min(last, second + CONFIRMING_S);
      }
    }
  }
  if (alarmS < 0) return null;
  const { since } = bets.reduce((most, bet) => (bet.won > most.won ? bet : most));
  // A fault that still grows is at first not what it comes to: what followed the alarm would draw the change to itself.
  const until = since <= alarmS ? alarmS : last;
  return steadySince(counts, noise, changeIn(counts, since, until), until);
}

/** The most likely second of a rise of the share up to `until`, knowing all before. `since`: the bet that fits it best began. */
function changeIn({ ended, timeouts }: OutcomeCounts, since: number, until: number): number {
  const from = candidatesFrom(timeouts, since, until);
  let { x: timeoutsBefore, n: requestsBefore } = countsIn({ ended, timeouts }, 0, from);
  let { x: timeoutsAfter, n: requestsAfter } = countsIn({ ended, timeouts }, from, until + 1);
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
 * A share a little over what is tolerated has long been so when a bet has won enough, and all bets may have begun anew since. So the change
 * is as far before the likeliest second as the seconds in between speak for the share that was seen from there on, against the noise; and it
 * is at the very beginning if all that came before does not speak against that share either.
 */
function steadySince(counts: OutcomeCounts, noise: number, changeS: number, until: number): number {
  const fault = countsIn(counts, changeS, until + 1);
  const share = Math.min(fault.x / fault.n, 1 - LEAST_SHARE);
  if (share <= noise) return changeS;
  const evidence = ({ x, n }: { x: number; n: number }): number =>
    x * Math.log(share / noise) + (n - x) * Math.log((1 - share) / (1 - noise));
  let [sum, most, since] = [0, 0, changeS];
  for (let second = changeS - 1; second >= 0; second--) {
    const here = evidence(countsIn(counts, second, second + 1));
    sum += Math.min(Math.max(here, -MOST_OF_A_SECOND), MOST_OF_A_SECOND);
    if (sum > most) [most, since] = [sum, second];
  }
  const fromTheStart = evidence(countsIn(counts, 0, since)) > -ODDS_AGAINST;
  return fromTheStart ? counts.timeouts.findIndex(x => x > 0) : since;
}

/** Timeouts and requests of the seconds from one to before another. */
function countsIn({ ended, timeouts }: OutcomeCounts, from: number, to: number): { x: number; n: number } {
  let [x, n] = [0, 0];
  for (let second = from; second < to; second++) {
    x += timeouts[second]!;
    n += ended[second]!;
  }
  return { x, n };
}

/**
 * The first second that may be the change. A weak fault's first timeouts may lie before the bet began for good, but only
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
