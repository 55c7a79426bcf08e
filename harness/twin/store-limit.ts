import { type DistributionSpec, meanOf, normalQuantile } from '../../mock-service/time/distribution.ts';
import { mix, RandomStream } from '../../mock-service/time/random.ts';
import type { CalibrationRecord } from '../record/calibration-record.ts';
import { chanceOfWaiting } from './chance-of-waiting.ts';
import type { StoreUse } from './store-use.ts';

/** How many calls the store works on at once, by where its latency begins to rise over calls in progress. */
export type StoreLimit =
  | {
      readonly kind: 'knee';
      readonly slots: number;
      readonly interval: readonly [number, number];
      readonly windows: number;
    }
  /** It cannot be told. `most`: calls that were in progress, at most, and did not wait. */
  | { readonly kind: 'never-near' | 'other-cause' | 'too-little'; readonly most: number };

/** Windows with fewer calls have a mean by chance. */
const FEWEST_CALLS = 50;
const FEWEST_WINDOWS = 12;
/** Latency that rises by less says nothing of a limit. */
const LEAST_RISE = 0.15;
const LEAST_RISEN = 3;
/** Of what is not explained without a limit, as much has to be explained with one. */
const EXPLAINED = 0.5;
/** Beyond this the interval is no knowledge. */
const WIDEST = 1.6;
const DRAWS = 200;
const BLOCK = 4;
/** Nearer to full a window is no steady state: it waited longer, by who knows how much. */
const FULLEST = 0.95;

interface Point {
  /** Calls that would be in progress if none waited. */
  readonly load: number;
  /** Mean latency ÷ that of an idle store. */
  readonly rise: number;
}

/**
 * The store's limit from its own latency. Calls in progress are those that come in a second × what they take (Little's law); with c slots they wait
 * as in a queue with c servers (Erlang's C, and Allen and Cunneen's factor for how much service times vary).
 * @param idle latency while nothing waits, ms
 */
export function storeLimit(use: StoreUse | null, idle: DistributionSpec, windowS: number, seed: number): StoreLimit {
  const idleS = meanOf(idle) / 1000;
  const points = (use?.calls ?? []).flatMap((calls, i): Point[] => {
    const seconds = use?.seconds?.[i] ?? null;
    if (calls === null || seconds === null || calls < FEWEST_CALLS) return [];
    return [{ load: (calls / windowS) * idleS, rise: seconds / calls / idleS }];
  });
  const most = Math.max(0, ...points.map(({ load }) => load));
  if (points.length < FEWEST_WINDOWS) return { kind: 'too-little', most };
  const risen = points.filter(({ rise }) => rise > 1 + LEAST_RISE);
  if (risen.length < LEAST_RISEN) return { kind: 'never-near', most };
  const factor = (1 + variationOf(idle)) / 2;
  const grid = gridOf(most);
  const curves = grid.map(slots => points.map(point => missed(point, slots, factor)));
  const best = (picks: readonly number[]): number => {
    let [found, least] = [0, Number.POSITIVE_INFINITY];
    curves.forEach((curve, g) => {
      const sum = picks.reduce((all, i) => all + (curve[i] as number), 0);
      if (sum < least) [found, least] = [g, sum];
    });
    return found;
  };
  const all = points.map((_, i) => i);
  const found = best(all);
  const without = points.reduce((sum, { rise }) => sum + (1 - 1 / rise) ** 2, 0);
  const left = (curves[found] as number[]).reduce((sum, each) => sum + each, 0);
  if (left > EXPLAINED * without) return { kind: 'other-cause', most };
  const random = new RandomStream(mix(seed, 0x736c6f74));
  const drawn = Array.from({ length: DRAWS }, () => {
    const picks: number[] = [];
    while (picks.length < points.length) {
      const from = Math.floor(random.next() * points.length);
      for (let k = 0; k < BLOCK; k++) picks.push((from + k) % points.length);
    }
    return grid[best(picks)] as number;
  }).sort((a, b) => a - b);
  const interval = [drawn[Math.floor(0.05 * DRAWS)] as number, drawn[Math.ceil(0.95 * DRAWS) - 1] as number] as const;
  if (interval[1] > WIDEST * interval[0]) return { kind: 'never-near', most };
  return { kind: 'knee', slots: grid[found] as number, interval, windows: points.length };
}

/** As a calibration's record has it. */
export function recordedLimit(limit: StoreLimit): NonNullable<NonNullable<CalibrationRecord['store']>['knee']> {
  if (limit.kind !== 'knee') return { kind: limit.kind, slots: null, interval: null, most: limit.most };
  return { kind: 'knee', slots: limit.slots, interval: [...limit.interval], most: null };
}

/** Numbers of slots that are tried: every one, and beyond thirty by steps of 2 %. */
function gridOf(most: number): number[] {
  const grid: number[] = [];
  for (
    let slots = Math.max(1, Math.floor(0.9 * most));
    slots <= 5 * most + 10;
    slots = Math.max(slots + 1, Math.round(1.02 * slots))
  )
    grid.push(slots);
  return grid;
}

/** The square of what so many slots leave unexplained of a window, as a share of its latency. */
function missed({ load, rise }: Point, slots: number, factor: number): number {
  const busy = Math.min(FULLEST, load / slots);
  const expected = 1 + (factor * chanceOfWaiting(slots, busy * slots)) / (slots * (1 - busy));
  if (load / slots >= FULLEST && rise > expected) return 0;
  return ((rise - expected) / rise) ** 2;
}

/** Variance over the square of the mean. */
function variationOf(spec: DistributionSpec): number {
  if ('fixed' in spec) return 0;
  if ('exponential' in spec) return 1;
  const sigma = Math.log(spec.lognormal.p99 / spec.lognormal.p50) / normalQuantile(0.99);
  return Math.exp(sigma ** 2) - 1;
}
