import type { WindowFigures, Within } from './window-figures.ts';

/** How far a twin is from what was, over windows. */
export interface Apart {
  /** `cpu of primary`, `hit ratio`, `p50`, `p99`, `calls at the store`, `failed`, `restarts`. */
  readonly figure: string;
  /** calls: in progress at the same time. restarts: of instances, in all. */
  readonly unit: 'share' | 'ms' | 'calls' | 'restarts';
  readonly observed: number;
  readonly predicted: number;
  /** Mean of predicted − observed; of ms and calls, as a share of what was observed; of restarts, in all. */
  readonly bias: number;
  /** Root mean square of the same by window. */
  readonly spread: number;
  /** How large the bias may be, either way. */
  readonly limit: number;
  readonly windows: number;
  readonly holds: boolean;
}

/** Fewer windows in which both are known say nothing. */
export const FEWEST_COMPARED = 3;
/** As near as a calibrated twin comes on services whose truth is known (proof/twin), and what a gate can live with. */
const LIMITS = {
  cpuPoints: 0.05,
  cpuLeast: 0.015,
  cpuShare: 0.06,
  hitRatio: 0.03,
  latency: 0.2,
  store: 0.2,
  failed: 0.01,
};
/** Fewer calls in progress are too few to tell a fifth of them. */
const LEAST_CALLS = 0.5;
/** One restart more or less is no failure of a model, of many; of a few it is. */
const RESTARTS = { most: 0.5, share: 0.1 };
const IDLE = 0.005;
/** What a scrape's bucket or a few requests make of a small latency, ms. */
const LEAST_MS = 1;

/** Compares window by window. A figure that one of them lacks is left out. */
export function apartOf(observed: readonly WindowFigures[], predicted: readonly WindowFigures[]): Apart[] {
  // A pool that did nothing, and does nothing in the twin, proves nothing.
  const works = (pool: string): boolean => [...observed, ...predicted].some(({ cpu }) => (cpu[pool] ?? 0) > IDLE);
  const pools = [...new Set(observed.flatMap(({ cpu }) => Object.keys(cpu)))].filter(works);
  const shares = (figure: string, pick: (each: WindowFigures) => number | null, limit: (mean: number) => number) =>
    compared(figure, 'share', observed, predicted, pick, limit);
  const all = [
    ...pools.map(pool =>
      shares(
        `cpu of ${pool}`,
        ({ cpu }) => cpu[pool] ?? null,
        mean => Math.min(LIMITS.cpuPoints, Math.max(LIMITS.cpuLeast, LIMITS.cpuShare * mean)),
      ),
    ),
    shares(
      'hit ratio',
      ({ hitRatio }) => hitRatio,
      () => LIMITS.hitRatio,
    ),
    compared(
      'p50',
      'ms',
      observed,
      predicted,
      ({ p50Ms }) => p50Ms,
      () => LIMITS.latency,
    ),
    compared(
      'p99',
      'ms',
      observed,
      predicted,
      ({ p99Ms }) => p99Ms,
      () => LIMITS.latency,
    ),
    compared(
      'calls at the store',
      'calls',
      observed,
      predicted,
      ({ storeInUse }) => storeInUse,
      () => LIMITS.store,
    ),
    shares(
      'failed',
      ({ failed }) => failed,
      () => LIMITS.failed,
    ),
    restartsApart(observed, predicted),
  ];
  return all.filter(each => each !== null);
}

/** Figures that nobody measured in any of the windows. */
export function notMeasured(observed: readonly WindowFigures[]): string[] {
  const figures: Readonly<Record<string, (each: WindowFigures) => unknown>> = {
    'hit ratio': ({ hitRatio }) => hitRatio,
    p50: ({ p50Ms }) => p50Ms,
    p99: ({ p99Ms }) => p99Ms,
    'calls at the store': ({ storeInUse }) => storeInUse,
    failed: ({ failed }) => failed,
    restarts: ({ restarts }) => restarts,
  };
  return Object.keys(figures).filter(figure => observed.every(each => figures[figure]?.(each) === null));
}

/** Restarts are few: they are counted over all windows. */
function restartsApart(observed: readonly WindowFigures[], predicted: readonly WindowFigures[]): Apart | null {
  const pairs = observed.flatMap(({ restarts: was }, i) => {
    const said = predicted[i]?.restarts ?? null;
    return was === null || said === null ? [] : [{ was, said }];
  });
  if (pairs.length < FEWEST_COMPARED) return null;
  const [was, said] = [pairs.reduce((sum, each) => sum + each.was, 0), pairs.reduce((sum, each) => sum + each.said, 0)];
  const squares = pairs.reduce((sum, each) => sum + (each.said - each.was) ** 2, 0);
  const limit = Math.max(RESTARTS.most, RESTARTS.share * was);
  return {
    ...{ figure: 'restarts', unit: 'restarts', observed: was, predicted: said, bias: said - was },
    ...{
      spread: Math.sqrt(squares / pairs.length),
      limit,
      windows: pairs.length,
      holds: Math.abs(said - was) <= limit,
    },
  };
}

function compared(
  figure: string,
  unit: Apart['unit'],
  observed: readonly WindowFigures[],
  predicted: readonly WindowFigures[],
  pick: (each: WindowFigures) => Within | number | null,
  limitAt: (mean: number) => number,
): Apart | null {
  const pairs = observed.flatMap((each, i) => {
    const [was, said] = [pick(each), predicted[i] === undefined ? null : pick(predicted[i])];
    return was === null || said === null ? [] : [{ ...difference(was, said) }];
  });
  if (pairs.length < FEWEST_COMPARED) return null;
  const n = pairs.length;
  const was = pairs.reduce((sum, pair) => sum + pair.was, 0) / n;
  const said = pairs.reduce((sum, pair) => sum + pair.said, 0) / n;
  const scale = unit === 'ms' ? Math.max(LEAST_MS, was) : unit === 'calls' ? Math.max(LEAST_CALLS, was) : 1;
  const apart = pairs.reduce((sum, pair) => sum + pair.apart, 0) / n;
  const bias = apart / scale;
  const spread = Math.sqrt(pairs.reduce((sum, pair) => sum + pair.apart ** 2, 0) / n) / scale;
  const limit = limitAt(was);
  const near = (unit === 'ms' && Math.abs(apart) <= LEAST_MS) || (unit === 'calls' && Math.abs(apart) <= LEAST_CALLS);
  return {
    ...{ figure, unit, observed: was, predicted: said, bias, spread, limit, windows: n },
    holds: near || Math.abs(bias) <= limit,
  };
}

/** How far apart two are: where one is known to lie in a bucket, from its nearer end. */
function difference(was: Within | number, said: Within | number): { was: number; said: number; apart: number } {
  if (typeof was === 'number' || typeof said === 'number') {
    const [a, b] = [was as number, said as number];
    return { was: a, said: b, apart: b - a };
  }
  const { value } = said;
  const nearest = Math.min(was.high, Math.max(was.low, value));
  return { was: was.value, said: value, apart: value - nearest };
}
