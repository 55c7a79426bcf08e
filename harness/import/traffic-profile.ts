import type { CensusResult } from './census.ts';
import { hitRatioAt, replayedHits } from './replayed-hits.ts';
import type { HitCurve } from './reuse.ts';
import type { SampledColumns, SampledRequest } from './traffic-sample.ts';

/** Requests that a script replays: a file of some 3 MB. */
export const MOST_REPLAYED = 200_000;
/** Longer logs are replayed in their busiest hour. */
export const LONGEST_REPLAY_S = 7200;
const BUSIEST_S = 3600;
/** Parts of the keys that are tried. */
const MOST_TRIED = 16;
/** Sizes of a part's cache, in entries, at which it is held to the whole. */
const SIZES = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000];
/** Steps of the script's load. */
const MOST_STAGES = 120;

/** A stretch of a log that a script replays, for a share of its keys. */
export interface TrafficProfile {
  /** ms since 1970. */
  readonly startsAtMs: number;
  readonly spanS: number;
  /** The share of the keys. */
  readonly sampleRate: number;
  /** In their order; times from its start on. Routes are indexes of the census, keys are numbered within their kind. */
  readonly requests: readonly SampledRequest[];
  readonly users: number;
  /** Distinct keys by kind. */
  readonly keys: ReadonlyMap<string, number>;
  /** Requests by step of the load. */
  readonly stages: { readonly stepS: number; readonly counts: readonly number[] };
  readonly peakPerSecond: number;
}

/** Which stretch of a log: all of it, its busiest so many seconds, or what fits. */
export type ReplayWindow = 'all' | 'auto' | number;

/**
 * What a script replays of a log. Null: nothing can be.
 * @param most requests
 */
export function profileOf(census: CensusResult, window: ReplayWindow, most = MOST_REPLAYED): TrafficProfile | null {
  const { sample, clockMs } = census;
  const [fromMs, toMs] = stretch(census, window);
  sample.narrow(fromMs - clockMs, toMs - clockMs);
  if (sample.length === 0) return null;
  const isWhole = fromMs === census.firstMs && toMs > census.lastMs;
  const parts = 2 ** Math.max(0, Math.ceil(Math.log2(sample.length / most)));
  const sampleRate = sample.rate / parts;
  const wanted = Math.round(sampleRate * offeredIn(census, fromMs - clockMs, toMs - clockMs));
  const requested =
    parts === 1 && sample.rate === 1 ? [...asWritten(sample.columns())] : bestPart(census, parts, wanted, isWhole);
  if (requested.length === 0) return null;
  const firstMs = (requested[0] as SampledRequest).atMs;
  const spanS = Math.max(1, Math.ceil(((requested.at(-1) as SampledRequest).atMs - firstMs) / 1000));
  const { requests, keys } = byKind(requested, census, firstMs);
  const stepS = Math.max(1, Math.ceil(spanS / MOST_STAGES));
  return {
    ...{ startsAtMs: clockMs + firstMs, spanS, sampleRate, requests, keys },
    users: new Set(requests.map(({ user }) => user)).size,
    stages: { stepS, counts: countsOf(requests, stepS) },
    peakPerSecond: Math.max(...countsOf(requests, 60)) / Math.min(60, spanS),
  };
}

/**
 * Of several equal parts of the keys the one whose hit ratios, at its share of the size, are nearest to those of all. Parts are made of the keys of each kind
 * in the order of their popularity, dealt out one after another: so each has popular and rare ones in the proportion of all, which parts by hash
 * alone have only in the mean.
 */
function bestPart(
  { sample, routes, reuse }: CensusResult,
  parts: number,
  wanted: number,
  isWhole: boolean,
): readonly SampledRequest[] {
  const columns = sample.columns();
  const rate = sample.rate / parts;
  const partOf = dealt(columns, routes, parts);
  const truth: HitCurve =
    isWhole && reuse !== null ? reuse.bySize : replayedHits(asWritten(columns), routes, 1 / sample.rate);
  let best: Picked = NOTHING;
  let least = Number.POSITIVE_INFINITY;
  for (let part = 0; part < Math.min(parts, MOST_TRIED); part++) {
    const tried = evened(columns, placesOf(partOf, columns, part), wanted);
    const curve = replayedHits(asked(columns, tried), routes, 1 / rate);
    const apart = Math.max(
      ...SIZES.map(size => Math.abs(hitRatioAt(truth, size / rate) - hitRatioAt(curve, size / rate))),
    );
    if (apart < least) [best, least] = [tried, apart];
  }
  return [...asked(columns, best)];
}

/**
 * Some requests of a sample, by their places in it: what was asked for, and when, which differ where a request was added. As objects those of all
 * parts that are tried take a hundred megabytes.
 */
interface Picked {
  readonly what: Int32Array;
  readonly when: Int32Array;
}
const NOTHING: Picked = { what: new Int32Array(0), when: new Int32Array(0) };

/** Which part each key is in. */
function dealt(
  { keys, routes: routesOf, length, keyCount }: SampledColumns,
  routes: CensusResult['routes'],
  parts: number,
): Int32Array {
  const uses = new Int32Array(keyCount);
  const kinds = new Int32Array(keyCount);
  const names = routes.map(({ reads, writes }) => (reads ?? (writes === 'uncached' ? null : writes))?.entry ?? '');
  for (let at = 0; at < length; at++) {
    uses[keys[at]!]!++;
    kinds[keys[at]!] = names.indexOf(names[routesOf[at]!] as string);
  }
  const order = Int32Array.from(uses, (_, key) => key).sort(
    (a, b) => kinds[a]! - kinds[b]! || uses[b]! - uses[a]! || a - b,
  );
  const partOf = new Int32Array(keyCount);
  order.forEach((key, place) => {
    partOf[key] = place % parts;
  });
  return partOf;
}

/** The places of a part of the keys, in their order. */
function placesOf(partOf: Int32Array, { keys, length }: SampledColumns, part: number): Int32Array {
  let count = 0;
  for (let at = 0; at < length; at++) if (partOf[keys[at]!] === part) count++;
  const places = new Int32Array(count);
  let next = 0;
  for (let at = 0; at < length; at++) if (partOf[keys[at]!] === part) places[next++] = at;
  return places;
}

/** All requests, in their order. */
function asWritten(columns: SampledColumns): Generator<SampledRequest> {
  const places = Int32Array.from({ length: columns.length }, (_, at) => at);
  return asked(columns, { what: places, when: places });
}

function* asked({ timesMs, routes, users, keys }: SampledColumns, { what, when }: Picked): Generator<SampledRequest> {
  for (let i = 0; i < what.length; i++) {
    const at = what[i]!;
    yield { atMs: timesMs[when[i]!]!, route: routes[at]!, user: users[at]!, key: keys[at]! };
  }
}

/** Its first moment, and the first after it. */
function stretch({ firstMs, lastMs, perMinute }: CensusResult, window: ReplayWindow): [fromMs: number, toMs: number] {
  const wholeS = (lastMs - firstMs) / 1000;
  const spanS =
    window === 'all' ? wholeS : window === 'auto' ? (wholeS <= LONGEST_REPLAY_S ? wholeS : BUSIEST_S) : window;
  if (spanS >= wholeS) return [firstMs, lastMs + 1];
  const minutes = Math.max(1, Math.round(spanS / 60));
  let [best, most, sum, start] = [0, -1, 0, 0];
  for (let end = 0; end < perMinute.length; end++) {
    const [minute, requests] = perMinute[end] as [number, number];
    sum += requests;
    while (minute - (perMinute[start] as [number, number])[0] >= minutes)
      sum -= (perMinute[start++] as [number, number])[1];
    if (sum > most) [best, most] = [(perMinute[start] as [number, number])[0], sum];
  }
  const fromMs = Math.max(firstMs, best * 60_000);
  return [fromMs, Math.min(lastMs + 1, fromMs + spanS * 1000)];
}

function offeredIn({ sample, lastMs, clockMs }: CensusResult, fromMs: number, toMs: number): number {
  const endMs = lastMs + 1 - clockMs;
  let sum = 0;
  for (const [minute, offered] of sample.offered) {
    // Minutes that lie in it in part count in part; the log's last may be a part itself.
    const end = Math.min(endMs, (minute + 1) * 60_000);
    const inside = Math.min(toMs, end) - Math.max(fromMs, minute * 60_000);
    if (inside > 0) sum += (offered * inside) / (end - minute * 60_000);
  }
  return sum;
}

/**
 * The same with as many requests as its share of all is. Whether the most popular key is in a sample moves its hit ratio by as much as that key's
 * share of the requests: so requests of the sample's own most popular one are added, evenly, or taken away (the adjustment of SHARDS).
 */
function evened({ keys }: SampledColumns, found: Int32Array, wanted: number): Picked {
  if (found.length === 0) return NOTHING;
  const times = new Map<number, number>();
  for (const at of found) times.set(keys[at]!, (times.get(keys[at]!) ?? 0) + 1);
  const popular = [...times].sort((a, b) => b[1] - a[1]);
  if (wanted > found.length) {
    const model = found.find(at => keys[at] === popular[0]?.[0]) as number;
    const more = wanted - found.length;
    const [what, when] = [new Int32Array(wanted), new Int32Array(wanted)];
    let next = 0;
    found.forEach((at, i) => {
      what[next] = at;
      when[next++] = at;
      const [before, after] = [Math.floor((i * more) / found.length), Math.floor(((i + 1) * more) / found.length)];
      for (let n = before; n < after; n++) {
        what[next] = model;
        when[next++] = at;
      }
    });
    return { what, when };
  }
  let spare = found.length - wanted;
  const drops = new Map<number, number>();
  for (const [key, count] of popular) {
    const drop = Math.min(spare, count - 1);
    if (drop <= 0) break;
    drops.set(key, drop / count);
    spare -= drop;
  }
  const owed = new Map<number, number>();
  const kept = found.filter(at => {
    const key = keys[at]!;
    const debt = (owed.get(key) ?? 0) + (drops.get(key) ?? 0);
    owed.set(key, debt >= 1 ? debt - 1 : debt);
    return debt < 1;
  });
  return { what: kept, when: kept };
}

/** Keys numbered within their kind, and users anew: those of the requests that are left. */
function byKind(
  requested: readonly SampledRequest[],
  { routes }: CensusResult,
  firstMs: number,
): { requests: SampledRequest[]; keys: Map<string, number> } {
  const users = new Map<number, number>();
  const numbers = new Map<string, Map<number, number>>();
  const numbered = (known: Map<number, number>, value: number): number => {
    const number = known.get(value) ?? known.size;
    known.set(value, number);
    return number;
  };
  const requests = requested.map(({ atMs, route, user, key }) => {
    const { reads, writes } = routes[route] as CensusResult['routes'][number];
    const entry = (reads ?? (writes === 'uncached' ? null : writes))?.entry;
    let number = 0;
    if (entry !== undefined) {
      const known = numbers.get(entry) ?? new Map<number, number>();
      numbers.set(entry, known);
      number = numbered(known, key);
    }
    return { atMs: atMs - firstMs, route, user: numbered(users, user), key: number };
  });
  return { requests, keys: new Map([...numbers].map(([entry, known]) => [entry, known.size])) };
}

function countsOf(requests: readonly SampledRequest[], stepS: number): number[] {
  const counts: number[] = [];
  for (const { atMs } of requests) {
    const step = Math.floor(atMs / 1000 / stepS);
    while (counts.length <= step) counts.push(0);
    counts[step]!++;
  }
  return counts;
}
