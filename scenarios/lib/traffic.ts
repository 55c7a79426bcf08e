/** Who comes, how often, and how long they think: pure functions of uniform random numbers in [0, 1). */
export type Random = () => number;

/** How often each user comes: all alike, or by Zipf's law with this exponent. */
export type Popularity = 'uniform' | { readonly zipf: number };

/** Reads `uniform` or `zipf:1.0`, as a drill gives it to its script. */
export function readPopularity(text: string): Popularity {
  if (text === 'uniform') return 'uniform';
  const exponent = text.startsWith('zipf:') ? Number(text.slice(5)) : Number.NaN;
  if (!(exponent > 0)) throw new Error(`POPULARITY is uniform or zipf:<exponent>, such as zipf:1.0 (got ${text})`);
  return { zipf: exponent };
}

/** Gives users' numbers, 0 to `users` − 1; under Zipf's law user 0 comes most often. */
export function userSampler(users: number, popularity: Popularity): (random: Random) => number {
  if (popularity === 'uniform') return random => Math.floor(random() * users);
  const rank = zipfSampler(users, popularity.zipf);
  return random => rank(random) - 1;
}

/**
 * Ranks 1 to `size`, rank k with probability proportional to k^−exponent. Rejection-inversion (W. Hörmann and G. Derflinger,
 * 1996): no table, and about one uniform number per rank whatever the size, so every VU can have its own.
 */
export function zipfSampler(size: number, exponent: number): (random: Random) => number {
  // H is the integral of the density h(x) = x^−exponent; both helpers keep their precision near exponent 1.
  const slope = 1 - exponent;
  const density = (x: number): number => Math.exp(-exponent * Math.log(x));
  const integral = (x: number): number => {
    const log = Math.log(x);
    return expm1Ratio(slope * log) * log;
  };
  const inverse = (y: number): number => Math.exp(log1pRatio(Math.max(-1, y * slope)) * y);
  const first = integral(1.5) - 1;
  const last = integral(size + 0.5);
  const sure = 2 - inverse(integral(2.5) - density(2));
  return random => {
    for (;;) {
      const y = last + random() * (first - last);
      const x = inverse(y);
      const rank = Math.min(size, Math.max(1, Math.floor(x + 0.5)));
      if (rank - x <= sure || y >= integral(rank + 0.5) - density(rank)) return rank;
    }
  };
}

/** (e^x − 1) / x */
function expm1Ratio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + x / 2;
}

/** ln(1 + x) / x */
function log1pRatio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x / 2;
}

/** An exponential duration with this mean, in the unit of the mean. */
export function exponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random());
}

/** Sessions a minute that plan `requestsPerSecond`: executors take whole numbers, and by the minute rounding costs nothing. */
export function sessionsPerMinute(requestsPerSecond: number, callsPerSession: number): number {
  return Math.max(1, Math.round((requestsPerSecond * 60) / callsPerSession));
}
