import { type DistributionSpec, distribution, meanOf } from '../../mock-service/time/distribution.ts';

/** How many ended in each bucket; bounds are upper ends, ms, ascending, the last ∞. */
export interface Buckets {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/** A shape, and how well the buckets go with it. */
export interface FittedShape {
  readonly spec: DistributionSpec;
  /** By how much the log-likelihood of each observation falls short of the best that buckets allow, nats. */
  readonly misfit: number;
  readonly count: number;
}

/** p99 ÷ p50 of the log-normal ones that are tried. */
const SPREADS = [1.3, 1.6, 2, 2.5, 3.3, 4.5, 6, 8, 12];
/** Nothing waits at low load, but slower cores and a little waiting stretch what is measured. */
const STRETCHES = [1, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4, 1.5];
const POINTS = 2000;
/** An observation that a shape rules out is held to be a slip so often. */
const SLIP = 1e-4;
/** A simpler shape is kept unless another is this much likelier, nats an observation. */
const BETTER = 0.01;

/**
 * The shape of a cost or latency whose mean is known, by the likelihood of the buckets: always the same, exponential, or log-normal.
 * @param mean ms
 * @param beside what each observation has beside it (a miss: the store); null: nothing
 */
export function fitShape(buckets: Buckets, mean: number, beside: DistributionSpec | null): FittedShape {
  const count = buckets.counts.reduce((sum, each) => sum + each, 0);
  const best = buckets.counts.reduce(
    (sum, each) => (each === 0 ? sum : sum + (each / count) * Math.log(each / count)),
    0,
  );
  const stretches = beside === null ? [1] : STRETCHES;
  const tried = candidates(mean).map(spec => ({
    spec,
    misfit: best - Math.max(...stretches.map(stretch => likelihood(buckets, count, spec, stretch, beside))),
  }));
  let chosen = tried[0] as { spec: DistributionSpec; misfit: number };
  for (const each of tried) if (each.misfit < chosen.misfit - BETTER) chosen = each;
  return { ...chosen, count };
}

/** Shapes with this mean, the simplest first. */
function candidates(mean: number): DistributionSpec[] {
  return [
    { fixed: mean },
    { exponential: mean },
    ...SPREADS.map(spread => withMean({ lognormal: { p50: 1, p99: spread } }, mean)),
  ];
}

/** The same shape with another mean. */
export function withMean(spec: DistributionSpec, mean: number): DistributionSpec {
  const factor = mean / meanOf(spec);
  if ('fixed' in spec) return { fixed: mean };
  if ('exponential' in spec) return { exponential: mean };
  return { lognormal: { p50: spec.lognormal.p50 * factor, p99: spec.lognormal.p99 * factor } };
}

/** Mean log-likelihood of an observation. */
function likelihood(
  { bounds, counts }: Buckets,
  count: number,
  spec: DistributionSpec,
  stretch: number,
  beside: DistributionSpec | null,
): number {
  const own = distribution(spec);
  const other = beside === null ? () => 0 : distribution(beside);
  const found = new Array<number>(counts.length).fill(0);
  for (let i = 0; i < POINTS; i++) {
    // Both evenly spread, and neither goes with the other (the golden section).
    const value = stretch * own((i + 0.5) / POINTS) + other(((i + 0.5) * 0.6180339887498949) % 1);
    // What lies on a bound is within it, rounding aside.
    const bucket = bounds.findIndex(bound => value <= bound * 1.000001);
    found[bucket < 0 ? found.length - 1 : bucket]!++;
  }
  return counts.reduce(
    (sum, each, i) =>
      sum + (each / count) * Math.log((1 - SLIP) * ((found[i] as number) / POINTS) + SLIP / counts.length),
    0,
  );
}
