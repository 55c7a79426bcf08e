import { DurationCounts } from '../../mock-service/time/duration-counts.ts';
import { LatencyCounts } from './latency-counts.ts';
import { outcomeOf } from './request-account.ts';
import { type EndedRequest, type Outcome, requestName } from './request-log.ts';
import type { TagSet } from './tags.ts';

/** What the tally looks at of a request that has ended. */
export interface TalliedRequest extends EndedRequest {
  readonly method: string;
  /** Whether it counts for the verdict: setup's and the control server's do not. */
  readonly counted: boolean;
  /** Null: nothing was expected of it. */
  readonly callback: unknown;
  /** The VU's tags, `scenario` among them. */
  readonly vuTags: TagSet;
  /** k6's `http_req_duration` is the sum of the two, ms. */
  readonly waitingMs: number;
  readonly receivingMs: number;
}

/** Label sets beyond this many share one: a script that names routes by url would grow without end. */
const MOST_SETS = 100;
export const OTHER_REQUESTS = '(other requests)';

/** Requests that have everything in common that metrics are labelled with. */
export class RequestSet {
  readonly name: string;
  readonly method: string;
  readonly scenario: string;
  readonly status: number;
  /** k6's `expected_response`; null where nothing was expected. */
  readonly expected: boolean | null;
  /** Null for those that do not count for the verdict. */
  readonly outcome: Outcome | null;
  count = 0;
  /** Of k6's `http_req_duration`, ms. */
  sumMs = 0;
  /** k6's `http_req_duration`, finely for percentiles and in buckets. */
  readonly latencies = new LatencyCounts();
  readonly durations = new DurationCounts();
  /** From due. */
  readonly responseTimes = new DurationCounts();

  constructor(request: TalliedRequest, scenario: string, outcome: Outcome | null, name = requestName(request)) {
    this.name = name;
    this.method = request.method;
    this.scenario = scenario;
    this.status = request.status;
    this.expected = request.callback === null ? null : request.expected;
    this.outcome = outcome;
  }
}

/**
 * Requests by route, method, scenario and status, for whoever scrapes a drill while it runs: plain numbers and buckets, some 50 ns a
 * request.
 */
export class RequestTally {
  /** Requests that count for the verdict, issued so far. */
  offered = 0;
  readonly sets: RequestSet[] = [];
  #byName = new Map<string, RequestSet[]>();

  add(request: TalliedRequest): void {
    const outcome = request.counted ? outcomeOf(request) : null;
    const scenario = request.vuTags.get('scenario') ?? '';
    const set = this.#find(request, scenario, outcome) ?? this.#open(request, scenario, outcome);
    const durationMs = request.waitingMs + request.receivingMs;
    set.count++;
    set.sumMs += durationMs;
    set.latencies.record(durationMs);
    set.durations.add(durationMs);
    set.responseTimes.add(request.responseTimeMs);
  }

  #find(request: TalliedRequest, scenario: string, outcome: Outcome | null): RequestSet | undefined {
    const sets = this.#byName.get(requestName(request));
    return sets === undefined ? undefined : match(sets, request, scenario, outcome);
  }

  #open(request: TalliedRequest, scenario: string, outcome: Outcome | null): RequestSet {
    const full = this.sets.length >= MOST_SETS;
    const name = full ? OTHER_REQUESTS : requestName(request);
    let sets = this.#byName.get(name);
    if (sets === undefined) this.#byName.set(name, (sets = []));
    const known = full ? match(sets, request, scenario, outcome) : undefined;
    if (known !== undefined) return known;
    const set = new RequestSet(request, scenario, outcome, name);
    sets.push(set);
    this.sets.push(set);
    return set;
  }
}

function match(
  sets: readonly RequestSet[],
  request: TalliedRequest,
  scenario: string,
  outcome: Outcome | null,
): RequestSet | undefined {
  const expected = request.callback === null ? null : request.expected;
  for (let i = 0; i < sets.length; i++) {
    const set = sets[i] as RequestSet;
    if (
      set.status === request.status &&
      set.outcome === outcome &&
      set.expected === expected &&
      set.method === request.method &&
      set.scenario === scenario
    ) {
      return set;
    }
  }
  return undefined;
}
