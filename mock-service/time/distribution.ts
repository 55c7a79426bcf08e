/** How a duration varies, in ms. `lognormal` is given as people know it: by its median and its 99th percentile. */
export type DistributionSpec =
  | { fixed: number }
  | { exponential: number }
  | { lognormal: { p50: number; p99: number } };

/** Turns a uniform number in (0, 1) into a duration in ms: the inverse of the distribution function. */
export type Distribution = (u: number) => number;

/** The standard normal's 99th percentile. */
const Z99 = 2.3263478740408408;

export function distribution(spec: DistributionSpec): Distribution {
  if ('fixed' in spec) {
    const { fixed } = spec;
    return () => fixed;
  }
  if ('exponential' in spec) {
    const { exponential } = spec;
    return u => -exponential * Math.log(u);
  }
  const { p50, p99 } = spec.lognormal;
  const sigma = Math.log(p99 / p50) / Z99;
  return u => p50 * Math.exp(sigma * normalQuantile(u));
}

/** The mean of a distribution, ms. */
export function meanOf(spec: DistributionSpec): number {
  if ('fixed' in spec) return spec.fixed;
  if ('exponential' in spec) return spec.exponential;
  const sigma = Math.log(spec.lognormal.p99 / spec.lognormal.p50) / Z99;
  return spec.lognormal.p50 * Math.exp((sigma * sigma) / 2);
}

/**
 * The inverse of the standard normal distribution function: P. J. Acklam's rational approximation, relative error below
 * 1.15e-9. Only log and sqrt are used, so engines agree on it.
 */
export function normalQuantile(u: number): number {
  if (u < 0.02425) return tail(Math.sqrt(-2 * Math.log(u)));
  if (u > 0.97575) return -tail(Math.sqrt(-2 * Math.log(1 - u)));
  const q = u - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}

function tail(q: number): number {
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
  );
}
