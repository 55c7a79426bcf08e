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

/** What requests wait for a core: some do not at all, and those that do wait as exponentially as at a queue. */
export interface Waiting {
  /** That a request waits, 0–1. */
  readonly chance: number;
  /** Of all requests, ms. */
  readonly meanMs: number;
}

/** p99 ÷ p50 of the log-normal ones that are tried. */
const SPREADS = [1.3, 1.6, 2, 2.5, 3.3, 4.5, 6, 8, 12];
/** Where nobody knows how long requests waited: nothing waits at low load, but slower cores and a little waiting stretch what is measured. */
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
 * @param waiting what they waited for a core; null: nobody knows
 */
export function fitShape(
  buckets: Buckets,
  mean: number,
  beside: DistributionSpec | null,
  waiting: Waiting | null = null,
): FittedShape {
  const count = buckets.counts.reduce((sum, each) => sum + each, 0);
  const best = buckets.counts.reduce(
    (sum, each) => (each === 0 ? sum : sum + (each / count) * Math.log(each / count)),
    0,
  );
  const stretched = (beside === null ? [1] : STRETCHES).map(stretch => ({ stretch, waiting: null as Waiting | null }));
  const ways = waiting === null ? stretched : [{ stretch: 1, waiting }, ...stretched];
  const tried = candidates(mean).map(spec => ({
    spec,
    misfit: best - Math.max(...ways.map(way => likelihood(buckets, count, spec, way.stretch, beside, way.waiting))),
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
  waiting: Waiting | null,
): number {
  const own = distribution(spec);
  const wait = waiting === null ? () => 0 : waitOf(waiting);
  const other = beside === null ? () => 0 : distribution(beside);
  const found = new Array<number>(counts.length).fill(0);
  for (let i = 0; i < POINTS; i++) {
    // All evenly spread, and none goes with another (the golden section, and the root of two).
    const value =
      stretch * own((i + 0.5) / POINTS) +
      other(((i + 0.5) * 0.6180339887498949) % 1) +
      wait(((i + 0.5) * Math.SQRT2) % 1);
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

function waitOf({ chance, meanMs }: Waiting): (u: number) => number {
  const free = 1 - chance;
  return u => (u <= free ? 0 : (-Math.log1p(-(u - free) / chance) * meanMs) / chance);
}
