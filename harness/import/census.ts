import { mix } from '../../mock-service/time/random.ts';
import { METHODS, type Method } from '../init/sketch.ts';
import type { AccessLine } from './formats/log-format.ts';
import { KeyHash } from './key-hash.ts';
import { learnRoutes, type SeenRequest } from './learn-routes.ts';
import { RateCurve, type RateResult } from './rate-curve.ts';
import { REUSE_LIMITS, Reuse, type ReuseLimits, type ReuseResult } from './reuse.ts';
import { type ImportRoute, pathIn, Routes } from './routes.ts';
import { Sessions, type SessionsResult } from './sessions.ts';
import { type Quantiles, Spread } from './spread.ts';
import { TrafficSample } from './traffic-sample.ts';
import type { UserRule } from './user-rule.ts';

/** Requests that routes are learnt from: the first of the log. */
const LEARN = 100_000;
/** A time further from the first one is none. */
const MOST_SPAN_MS = 400 * 86_400_000;
/** Hashes of users are apart from those of keys, whose spaces are the kinds. */
const USER_SPACE = 255;
const MOST_KINDS = 200;
/** What a browser fetches besides asking the service; a cache before the service has those, if any. */
const ASSETS = new Set(
  'js mjs css map png jpg jpeg gif webp avif svg ico bmp woff woff2 ttf eot otf mp4 webm mp3 wasm'.split(' '),
);

/** Why requests were left out of all but the rate and the statuses. */
const LEFT_OUT = {
  asset: 'for images, styles and scripts',
  method: 'with a method that no route has',
  route: 'of no route that is told apart',
  time: 'with a time more than a year from the first',
} as const;
type LeftOut = keyof typeof LEFT_OUT;

export interface CensusOptions {
  /** 16 random bytes that nobody keeps. */
  readonly secret: Uint8Array;
  readonly user: UserRule;
  /** Null: learnt from the first requests. */
  readonly routes: readonly ImportRoute[] | null;
  /** Images, styles and scripts are requests like any other. */
  readonly keepsAssets: boolean;
  readonly limits?: ReuseLimits;
  readonly mostSampled?: number;
}

export interface RouteCount extends ImportRoute {
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly sizeBytes: Quantiles | null;
  readonly durationMs: Quantiles | null;
}

export interface CensusResult {
  readonly requests: number;
  /** The earliest, and the latest. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly resolutionMs: number;
  readonly outOfOrder: { readonly lines: number; readonly mostS: number };
  readonly leftOut: readonly { readonly why: string; readonly requests: number }[];
  readonly named: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly rate: RateResult;
  readonly perMinute: readonly (readonly [minute: number, requests: number])[];
  /** By the index that requests of the sample have. */
  readonly routes: readonly RouteCount[];
  /** What entries there are, in the order of `reuse.kinds`. */
  readonly kinds: readonly string[];
  readonly sessions: SessionsResult | null;
  readonly reuse: ReuseResult | null;
  /** Its times are from `clockMs` on. */
  readonly sample: TrafficSample;
  readonly clockMs: number;
}

/** What is counted of one route. */
class RouteTally {
  requests = 0;
  readonly statuses = new Int32Array(1000);
  readonly sizes = new Spread();
  readonly durations = new Spread(0.001);
}

/** Counts all there is to know of a log's requests, one by one, and keeps none of their texts. */
export class Census {
  readonly #options: CensusOptions;
  readonly #hash: KeyHash;
  readonly #rate = new RateCurve();
  readonly #sessions = new Sessions();
  readonly #sample: TrafficSample;
  readonly #statuses = new Int32Array(1000);
  readonly #leftOut: Record<LeftOut, number> = { asset: 0, method: 0, route: 0, time: 0 };
  /** Until routes are known; null: they are. */
  #waiting: AccessLine[] | null;
  #routes = new Routes([]);
  #tallies: RouteTally[] = [];
  #kinds: string[] = [];
  /** By route: its kind of entry; −1: none. */
  #kindOf: number[] = [];
  #reuse: Reuse | null = null;
  #requests = 0;
  #named = 0;
  /** Of the first line: what times are counted from. */
  #firstMs = Number.NaN;
  #earliestMs = Number.POSITIVE_INFINITY;
  #latestMs = Number.NEGATIVE_INFINITY;
  #late = 0;
  #latestLateMs = 0;
  #resolutionMs = 1000;
  #hasBytes = false;

  constructor(options: CensusOptions) {
    this.#options = options;
    this.#hash = new KeyHash(options.secret);
    this.#sample = new TrafficSample(options.mostSampled);
    this.#waiting = [];
  }

  /** Takes a line. It is copied as far as it is needed later. */
  add(line: AccessLine): void {
    if (this.#waiting === null) {
      this.#count(line);
      return;
    }
    this.#waiting.push({ ...line });
    if (this.#waiting.length === LEARN) this.#settle();
  }

  /** What was counted, once: what it was counted with is given back, since a sample of as many keys comes next. Null: there was no request. */
  result(): CensusResult | null {
    if (this.#waiting !== null) this.#settle();
    if (this.#requests === 0) return null;
    const reuse = this.#reuse?.result() ?? null;
    this.#reuse?.release();
    this.#reuse = null;
    return {
      requests: this.#requests,
      firstMs: this.#earliestMs,
      lastMs: this.#latestMs,
      resolutionMs: this.#resolutionMs,
      outOfOrder: { lines: this.#late, mostS: this.#latestLateMs / 1000 },
      leftOut: (Object.keys(LEFT_OUT) as LeftOut[])
        .filter(why => this.#leftOut[why] > 0)
        .map(why => ({ why: LEFT_OUT[why], requests: this.#leftOut[why] })),
      named: this.#named,
      statuses: countsOf(this.#statuses),
      rate: this.#rate.result(this.#earliestMs, this.#latestMs),
      perMinute: this.#rate.perMinute(),
      routes: this.#routes.list.map((route, i) => {
        const { requests, statuses, sizes, durations } = this.#tallies[i] as RouteTally;
        return {
          ...{ ...route, requests, statuses: countsOf(statuses) },
          ...{ sizeBytes: sizes.quantiles(), durationMs: durations.quantiles() },
        };
      }),
      kinds: this.#kinds,
      sessions: this.#sessions.result(),
      reuse,
      sample: this.#sample,
      clockMs: this.#firstMs,
    };
  }

  /** Routes are known from here on; what waited for them is counted. */
  #settle(): void {
    const waiting = this.#waiting as AccessLine[];
    this.#waiting = null;
    const list = this.#options.routes ?? learnRoutes(waiting.flatMap(line => this.#seen(line)));
    this.#hasBytes = waiting.some(({ bytes }) => bytes > 0);
    this.#routes = new Routes(list);
    this.#tallies = list.map(() => new RouteTally());
    const entries = list.flatMap(({ reads }) => (reads === null ? [] : [reads.entry]));
    this.#kinds = [...new Set(entries)].slice(0, MOST_KINDS);
    this.#kindOf = list.map(({ reads, writes }) => {
      const key = reads ?? (writes === 'uncached' ? null : writes);
      return key === null ? -1 : this.#kinds.indexOf(key.entry);
    });
    if (this.#kinds.length > 0)
      this.#reuse = new Reuse(this.#kinds.length, this.#hasBytes, this.#options.limits ?? REUSE_LIMITS);
    for (const line of waiting) this.#count(line);
  }

  #seen(line: AccessLine): SeenRequest[] {
    const method = line.method as Method;
    const [start, end] = pathIn(line.target);
    if (!METHODS.includes(method) || (!this.#options.keepsAssets && isAsset(line.target, start, end))) return [];
    // What was not there is no route.
    if (line.status === 404 || line.status === 405 || line.status === 400) return [];
    const userText = userOf(line, this.#options.user);
    this.#hash.of(userText, 0, userText.length, USER_SPACE);
    const user = userText === '' ? 0 : this.#hash.high || 1;
    return [{ method, target: line.target.slice(start), status: line.status, bytes: line.bytes, user, userText }];
  }

  #count(line: AccessLine): void {
    const { atMs, target, status } = line;
    if (Number.isNaN(this.#firstMs)) this.#firstMs = atMs;
    if (Math.abs(atMs - this.#firstMs) > MOST_SPAN_MS) {
      this.#leftOut.time++;
      return;
    }
    this.#requests++;
    this.#rate.add(atMs);
    this.#statuses[status]!++;
    this.#keepTime(atMs);
    const [start, end] = pathIn(target);
    if (!this.#options.keepsAssets && isAsset(target, start, end)) {
      this.#leftOut.asset++;
      return;
    }
    const method = METHODS.indexOf(line.method as Method);
    if (method < 0) {
      this.#leftOut.method++;
      return;
    }
    // The log's clock never goes back: reuse goes by the order of the lines.
    const sinceMs = this.#latestMs - this.#firstMs;
    const hash = this.#hash;
    const user = userOf(line, this.#options.user);
    hash.of(user, 0, user.length, USER_SPACE);
    const { high: userHigh, low: userLow } = hash;
    if (user !== '') {
      this.#named++;
      this.#sessions.add(userHigh, userLow, sinceMs);
    }
    const route = this.#routes.find(method, target, start, end);
    if (route < 0) {
      this.#leftOut.route++;
      return;
    }
    this.#tally(route, line);
    const kind = this.#kindOf[route]!;
    // What was refused or failed looked nothing up, or nobody can say what; nor is it asked again.
    if (status >= 400) return;
    if (kind < 0) {
      this.#sample.add(sinceMs, route, userHigh, userLow, userHigh, userLow);
      return;
    }
    const whose = this.#routes.keyOf(route, target, end);
    if (whose === 'user') {
      hash.high = mix(userHigh, kind) >>> 0;
      hash.low = mix(userLow, kind) >>> 0;
    } else if (whose === 'text') hash.of(target, this.#routes.keyStart, this.#routes.keyEnd, kind);
    else hash.of('', 0, 0, kind);
    const isRead = this.#routes.list[route]!.reads !== null;
    const size = status === 200 && line.bytes > 0 ? line.bytes : 0;
    if (isRead) this.#reuse?.lookup(kind, hash.high, hash.low, sinceMs, size);
    else this.#reuse?.remove(hash.high, hash.low);
    this.#sample.add(sinceMs, route, hash.high, hash.low, userHigh, userLow);
  }

  /** Lines come nearly in the order of their times. */
  #keepTime(atMs: number): void {
    if (atMs < this.#latestMs) {
      this.#late++;
      this.#latestLateMs = Math.max(this.#latestLateMs, this.#latestMs - atMs);
    } else this.#latestMs = atMs;
    if (atMs < this.#earliestMs) this.#earliestMs = atMs;
    if (this.#resolutionMs > 1 && atMs % 1000 !== 0)
      this.#resolutionMs = atMs % 10 === 0 ? Math.min(10, this.#resolutionMs) : 1;
  }

  #tally(route: number, { status, bytes, durationMs }: AccessLine): void {
    const tally = this.#tallies[route] as RouteTally;
    tally.requests++;
    tally.statuses[status]!++;
    if (bytes > 0) tally.sizes.record(bytes);
    if (durationMs >= 0) tally.durations.record(durationMs);
  }
}

/** Who asks; '': the line does not say. */
function userOf(line: AccessLine, rule: UserRule): string {
  switch (rule.from) {
    case 'auto':
      return line.user === '' ? line.ip : line.user;
    case 'ip':
      return line.ip;
    case 'user':
      return line.user;
    case 'field':
      return line.field;
    case 'query': {
      const mark = line.target.indexOf('?');
      if (mark < 0) return '';
      const found = line.target
        .slice(mark + 1)
        .split('&')
        .find(pair => pair.startsWith(`${rule.name}=`));
      return found === undefined ? '' : found.slice(rule.name.length + 1);
    }
  }
}

function isAsset(target: string, start: number, end: number): boolean {
  const dot = target.lastIndexOf('.', end - 1);
  if (dot < start || end - dot > 6 || target.lastIndexOf('/', end - 1) > dot) return false;
  return ASSETS.has(target.slice(dot + 1, end).toLowerCase());
}

function countsOf(counts: Int32Array): Record<string, number> {
  const found: Record<string, number> = {};
  counts.forEach((times, value) => {
    if (times > 0) found[value] = times;
  });
  return found;
}
