import type { RequestClasses } from '../../mock-service/model/request-classes.ts';
import { isDecided, isError, isRejection, isTimeout } from '../transport/answer-status.ts';
import type { Reason, TransportFailure } from '../transport/exchange.ts';
import { ClassAccount } from './class-account.ts';
import { sum } from './column.ts';
import { CutOffRequests, type PlacedRequest } from './cut-off-requests.ts';
import { LatencyCounts } from './latency-counts.ts';
import { assertRequestAccount, type RequestFacts, type RequestTotals, type SecondFacts } from './request-facts.ts';
import { type CutOffRequest, type EndedRequest, type Outcome, type RequestLog, requestName } from './request-log.ts';
import { RouteAccount } from './route-account.ts';
import { UnroutedRequests } from './unrouted-requests.ts';
import { type WindowP99, WorstWindow } from './worst-window.ts';

export type { RequestFacts, SecondFacts } from './request-facts.ts';

export interface RequestAccountOptions {
  /** t = 0 on the Clock, ms. Requests before it are setup's and must not be sent here. */
  readonly startAt: number;
  /** Origins of the system under test (`BASE_URL`): only requests to them count. */
  readonly origins: readonly string[];
  /** The p99 objective: slower answers are counted by second, to judge windows of any length. Null: none. */
  readonly p99LimitMs: number | null;
  /** The proxy's: a request that was cut off after it had waited longer is a timeout. */
  readonly deadlineMs: number;
  /** Of requests; left out: they have none. */
  readonly classes?: RequestClasses;
}

const HIGHEST_STATUS = 999;
/** Routes beyond this many share one account: a script that names routes by url would grow without end. */
const MOST_ROUTES = 64;
export const OTHER_ROUTES = '(other routes)';

/**
 * What became of a request. What the system did to its user counts whatever the script expects: `expectedStatuses` must not be
 * able to hide an outage from the verdict.
 */
export function outcomeOf(request: EndedRequest): Outcome {
  const { status } = request;
  if (isTimeout(status) || request.failure === 'timeout') return 'timeout';
  if (isError(status) || status === 0 || request.failure !== null) return 'error';
  return request.expected ? 'good' : 'unexpected';
}

/** The account of a drill's requests. One second is open at a time: counts are plain fields until it closes. */
export class RequestAccount implements RequestLog {
  readonly startAt: number;
  #origins: readonly string[];
  #slowerThanMs: number;
  #deadlineMs: number;

  #closesAt: number;
  #offered = 0;
  #ended = 0;
  #good = 0;
  #timeouts = 0;
  #rejected = 0;
  #errors = 0;
  #decided = 0;
  #slow = 0;
  #timeoutIssuedAt = -1;
  #second = new LatencyCounts();

  #offeredBySecond: number[] = [];
  #endedBySecond: number[] = [];
  #goodBySecond: number[] = [];
  #timeoutsBySecond: number[] = [];
  #rejectedBySecond: number[] = [];
  #errorsBySecond: number[] = [];
  #decidedBySecond: number[] = [];
  #slowBySecond: number[] = [];
  #timeoutIssuedS: (number | null)[] = [];
  #p50Ms: (number | null)[] = [];
  #p99Ms: (number | null)[] = [];

  #interrupted = 0;
  #byStatus = new Float64Array(HIGHEST_STATUS + 1);
  #unexpected = new Map<number, number>();
  #byReason = new Map<Reason, number>();
  #byFailure = new Map<TransportFailure, number>();
  #response = new LatencyCounts();
  #service = new LatencyCounts();
  #window = new WorstWindow();
  /** The worst window up to the end of each second. */
  #worstBySecond: (WindowP99 | null)[] = [];
  #routes = new Map<string, RouteAccount>();
  readonly #classes: ClassAccount | null;
  #cutOff = new CutOffRequests();
  /** Those that were cut off are in the seconds to which they belong. */
  #placed = false;
  #unrouted = new UnroutedRequests();

  #harnessFailedAt = Number.POSITIVE_INFINITY;
  #firstDropAt = Number.POSITIVE_INFINITY;
  #undisturbedEnded = 0;
  #undisturbedTimeouts = 0;
  #undisturbedErrors = 0;
  #undisturbedUnexpected = 0;
  /** From the first drop on: the open second and the windows of undisturbed requests alone. */
  #undisturbed: { second: LatencyCounts; readonly window: WorstWindow } | null = null;

  constructor({ startAt, origins, p99LimitMs, deadlineMs, classes }: RequestAccountOptions) {
    this.#classes = classes === undefined ? null : new ClassAccount(classes);
    this.startAt = startAt;
    this.#origins = origins;
    this.#slowerThanMs = p99LimitMs ?? Number.POSITIVE_INFINITY;
    this.#deadlineMs = deadlineMs;
    this.#closesAt = startAt + 1000;
  }

  counts(origin: string): boolean {
    return this.#origins.includes(origin);
  }

  issued(now: number): void {
    if (now >= this.#closesAt) this.#closeUntil(now);
    this.#offered++;
  }

  ended(request: EndedRequest, now: number): void {
    if (now >= this.#closesAt) this.#closeUntil(now);
    const { status, responseTimeMs } = request;
    const outcome = outcomeOf(request);
    const name = requestName(request);
    const route = this.#routes.get(name) ?? this.#openRoute(name);
    const undisturbed = request.iterationDueAt < this.#firstDropAt;
    this.#ended++;
    route.ended++;
    if (undisturbed) this.#undisturbedEnded++;
    if (outcome === 'good') {
      this.#good++;
      route.good++;
    } else if (outcome === 'unexpected') {
      route.unexpected++;
      this.#unexpected.set(status, (this.#unexpected.get(status) ?? 0) + 1);
      if (undisturbed) this.#undisturbedUnexpected++;
    } else {
      this.#errors++;
      if (isDecided(request.reason)) this.#decided++;
      if (undisturbed) this.#undisturbedErrors++;
      if (outcome === 'timeout') {
        this.#timeouts++;
        route.timeouts++;
        if (undisturbed) this.#undisturbedTimeouts++;
        if (this.#timeoutIssuedAt < 0) this.#timeoutIssuedAt = request.issuedAt;
      } else if (isRejection(status)) this.#rejected++;
    }
    if (request.failure !== null) {
      this.#byFailure.set(request.failure, (this.#byFailure.get(request.failure) ?? 0) + 1);
    } else this.#byStatus[status]!++;
    if (request.reason !== null) this.#byReason.set(request.reason, (this.#byReason.get(request.reason) ?? 0) + 1);
    if (this.#classes !== null) this.#classes.ended(request, outcome, isRejection(status), undisturbed);
    if (request.reason === 'no-route') this.#unrouted.add(request);
    if (responseTimeMs > this.#slowerThanMs) this.#slow++;
    const bucket = this.#second.record(responseTimeMs);
    route.responseTimes.recordIn(bucket, responseTimeMs);
    this.#service.record(request.serviceTimeMs);
    if (this.#undisturbed !== null && undisturbed) this.#undisturbed.second.recordIn(bucket, responseTimeMs);
  }

  /** Unanswered requests are at least as slow as they have waited: leaving them out would let a system pass that answers nothing. */
  interrupted(request: CutOffRequest, now: number): void {
    if (now >= this.#closesAt) this.#closeUntil(now);
    const { issuedAt, responseTimeMs } = request;
    const name = requestName(request);
    const lateAt = now > issuedAt + this.#deadlineMs ? issuedAt + this.#deadlineMs : null;
    const slowAt = responseTimeMs > this.#slowerThanMs ? now - responseTimeMs + this.#slowerThanMs : null;
    if (lateAt === null) this.#interrupted++;
    else this.#byFailure.set('timeout', (this.#byFailure.get('timeout') ?? 0) + 1);
    const undisturbed = request.iterationDueAt < this.#firstDropAt;
    this.#classes?.ended(request, lateAt === null ? 'interrupted' : 'timeout', false, undisturbed);
    if (lateAt === null && slowAt === null) return;
    const route = this.#routes.get(name) ?? this.#openRoute(name);
    this.#cutOff.add(request, { lateAt, slowAt, undisturbed, route });
  }

  /** An iteration due at `dueAt`, ms on the Clock, had no VU and was dropped: load from then on is less than was planned. */
  iterationDropped(dueAt: number): void {
    if (dueAt >= this.#firstDropAt) return;
    this.#firstDropAt = dueAt;
    if (this.#undisturbed !== null) return;
    const second = new LatencyCounts();
    second.add(this.#second);
    this.#undisturbed = { second, window: this.#window.fork() };
  }

  /** The harness itself failed, ms on the Clock; that may be told a little later. The seconds before are its last good ones. */
  harnessFailed(at: number): void {
    this.#harnessFailedAt = Math.min(this.#harnessFailedAt, at);
  }

  /** The highest p99 of any window so far, ms; null before the first. */
  get worstP99Ms(): number | null {
    return this.#window.worst?.p99Ms ?? null;
  }

  /** The latest complete second; null in the first. */
  latest(now: number): SecondFacts | null {
    if (now >= this.#closesAt) this.#closeUntil(now);
    const second = this.#endedBySecond.length - 1;
    if (second < 0) return null;
    return {
      second,
      offered: this.#offeredBySecond[second]!,
      ended: this.#endedBySecond[second]!,
      good: this.#goodBySecond[second]!,
      timeouts: this.#timeoutsBySecond[second]!,
      rejected: this.#rejectedBySecond[second]!,
      errors: this.#errorsBySecond[second]!,
      p50Ms: this.#p50Ms[second]!,
      p99Ms: this.#p99Ms[second]!,
      worstP99Ms: this.worstP99Ms,
    };
  }

  /**
   * Closes the account at the drill's end.
   * @throws Error if a request has no outcome or more than one: our own bug.
   */
  finish(now: number): RequestFacts {
    if (now >= this.#closesAt) this.#closeUntil(now);
    if (now > this.#closesAt - 1000 || this.#ended > 0 || this.#offered > 0) this.#close();
    this.#placeCutOff();
    const facts = this.#facts(this.#interrupted);
    assertRequestAccount(facts.totals);
    return facts;
  }

  /**
   * What is known in the middle of a drill: totals of this moment, seconds up to the last complete one. Requests under way count as
   * interrupted.
   */
  soFar(now: number): RequestFacts {
    if (now >= this.#closesAt) this.#closeUntil(now);
    const facts = this.#facts(0);
    const { offered, byStatus, byFailure } = facts.totals;
    const ended = sum(Object.values(byStatus)) + sum(Object.values(byFailure));
    return structuredClone({ ...facts, totals: { ...facts.totals, interrupted: offered - ended } });
  }

  #facts(interrupted: number): RequestFacts {
    const byStatus: Record<string, number> = {};
    let served = 0;
    this.#byStatus.forEach((count, status) => {
      if (count === 0) return;
      byStatus[status] = count;
      served += count;
    });
    // The open second is empty once the drill is over, and what was cut off has its place.
    const late = this.#placed ? 0 : this.#cutOff.late;
    const ended = sum(this.#endedBySecond) + this.#ended + late;
    const good = sum(this.#goodBySecond) + this.#good;
    const errors = sum(this.#errorsBySecond) + this.#errors + late;
    const decided = sum(this.#decidedBySecond) + this.#decided;
    const response = this.#responseSoFar();
    const unrouted = this.#unrouted.totals;
    const totals: RequestTotals = {
      offered: sum(this.#offeredBySecond) + this.#offered,
      served,
      good,
      timeouts: sum(this.#timeoutsBySecond) + this.#timeouts + late,
      errors,
      ...(decided > 0 ? { decided } : {}),
      unexpected: ended - good - errors,
      interrupted,
      cutOff: this.#cutOff.counts,
      byStatus,
      unexpectedByStatus: Object.fromEntries(this.#unexpected),
      byReason: Object.fromEntries(this.#byReason),
      ...(unrouted === null ? {} : { unrouted }),
      byFailure: Object.fromEntries(this.#byFailure),
    };
    return {
      seconds: this.#endedBySecond.length,
      offered: this.#offeredBySecond,
      ended: this.#endedBySecond,
      good: this.#goodBySecond,
      timeouts: this.#timeoutsBySecond,
      rejected: this.#rejectedBySecond,
      errors: this.#errorsBySecond,
      decided: this.#decidedBySecond,
      slow: this.#slowBySecond,
      p50Ms: this.#p50Ms,
      p99Ms: this.#p99Ms,
      timeoutIssuedS: this.#timeoutIssuedS,
      totals,
      undisturbed: this.#undisturbedTotals(),
      responseTimeMs: response.percentiles(),
      serviceTimeMs: this.#service.percentiles(),
      worstWindow: this.#window.worst,
      timed: response.count,
      routes: [...this.#routes.values()].map(route => route.facts()),
      ...(this.#classes === null ? {} : { byClass: this.#classes.facts() }),
      byName: [...this.#routes.values()].map(route => route.named()).sort((a, b) => b.ended - a.ended),
    };
  }

  #responseSoFar(): LatencyCounts {
    const all = new LatencyCounts();
    all.add(this.#response);
    all.add(this.#second);
    if (!this.#placed) all.add(this.#cutOff.times);
    return all;
  }

  /** What was cut off goes into the seconds in which it became slow and late, all of which are closed, and its time into the last one. */
  #placeCutOff(): void {
    const { list, times, undisturbedTimes } = this.#cutOff;
    for (const each of list) this.#place(each);
    this.#placed = true;
    if (times.count === 0) return;
    this.#response.add(times);
    this.#window.amend(times);
    this.#undisturbed?.window.amend(undisturbedTimes);
  }

  #place({ issuedAt, lateAt, slowAt, undisturbed, route }: PlacedRequest): void {
    const secondOf = (at: number): number => Math.floor((at - this.startAt) / 1000);
    if (slowAt !== null) this.#slowBySecond[secondOf(slowAt)]!++;
    if (lateAt === null) return;
    const second = secondOf(lateAt);
    this.#endedBySecond[second]!++;
    this.#timeoutsBySecond[second]!++;
    this.#errorsBySecond[second]!++;
    this.#timeoutIssuedS[second] ??= (issuedAt - this.startAt) / 1000;
    route.timedOutIn(second);
    if (!undisturbed) return;
    this.#undisturbedEnded++;
    this.#undisturbedTimeouts++;
    this.#undisturbedErrors++;
  }

  #undisturbedTotals(): RequestFacts['undisturbed'] {
    const isWhole = this.#harnessFailedAt === Number.POSITIVE_INFINITY;
    const failedFromS = isWhole ? null : Math.max(0, Math.floor((this.#harnessFailedAt - this.startAt) / 1000));
    if (failedFromS === null || this.#firstDropAt <= this.#harnessFailedAt) {
      return {
        failedFromS,
        ended: this.#undisturbedEnded,
        timeouts: this.#undisturbedTimeouts,
        errors: this.#undisturbedErrors,
        unexpected: this.#undisturbedUnexpected,
        worstWindow: (this.#undisturbed?.window ?? this.#window).worst,
      };
    }
    const before = (bySecond: readonly number[]): number => sum(bySecond.slice(0, failedFromS));
    const [ended, errors] = [before(this.#endedBySecond), before(this.#errorsBySecond)];
    return {
      ...{ failedFromS, ended, errors },
      timeouts: before(this.#timeoutsBySecond),
      unexpected: ended - errors - before(this.#goodBySecond),
      worstWindow: this.#worstBySecond.slice(0, failedFromS).at(-1) ?? null,
    };
  }

  #closeUntil(now: number): void {
    while (now >= this.#closesAt) this.#close();
  }

  #close(): void {
    this.#offeredBySecond.push(this.#offered);
    this.#endedBySecond.push(this.#ended);
    this.#goodBySecond.push(this.#good);
    this.#timeoutsBySecond.push(this.#timeouts);
    this.#rejectedBySecond.push(this.#rejected);
    this.#errorsBySecond.push(this.#errors);
    this.#decidedBySecond.push(this.#decided);
    this.#slowBySecond.push(this.#slow);
    this.#timeoutIssuedS.push(this.#timeoutIssuedAt < 0 ? null : (this.#timeoutIssuedAt - this.startAt) / 1000);
    this.#p50Ms.push(this.#second.percentile(50));
    this.#p99Ms.push(this.#second.percentile(99));
    this.#response.add(this.#second);
    this.#second = this.#window.push(this.#second);
    this.#worstBySecond.push(this.#window.worst);
    if (this.#undisturbed !== null) {
      this.#undisturbed.second = this.#undisturbed.window.push(this.#undisturbed.second);
    }
    for (const route of this.#routes.values()) route.close();
    this.#offered =
      this.#ended =
      this.#good =
      this.#timeouts =
      this.#rejected =
      this.#errors =
      this.#decided =
      this.#slow =
        0;
    this.#timeoutIssuedAt = -1;
    this.#closesAt += 1000;
  }

  #openRoute(name: string): RouteAccount {
    const full = this.#routes.size >= MOST_ROUTES;
    const shared = full ? this.#routes.get(OTHER_ROUTES) : undefined;
    if (shared !== undefined) return shared;
    const route = new RouteAccount(full ? OTHER_ROUTES : name, this.#endedBySecond.length);
    this.#routes.set(route.name, route);
    return route;
  }
}
