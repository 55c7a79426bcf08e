import type { Headers, Reason, TransportFailure } from '../transport/exchange.ts';

/**
 * A request's one outcome (model §7). `interrupted`: its iteration was stopped while it was under way, before anybody could say that it
 * was too late.
 */
export type Outcome = 'good' | 'timeout' | 'error' | 'unexpected' | 'interrupted';

/** What is known of a request when it ends. */
export interface EndedRequest {
  /** HTTP status, 0 if none came. */
  readonly status: number;
  readonly failure: TransportFailure | null;
  readonly reason: Reason | null;
  /** Whether the status was one that the script expects. */
  readonly expected: boolean;
  /** When its iteration was due, ms on the Clock. */
  readonly iterationDueAt: number;
  /** When it was issued, ms on the Clock. */
  readonly issuedAt: number;
  /** From the write to the answer or failure, ms. */
  readonly serviceTimeMs: number;
  /** `serviceTimeMs` plus the lag of its iteration's start, ms. */
  readonly responseTimeMs: number;
  /** The route, from the `name` tag, or '' where the script gives none: then it is its URL. */
  readonly name: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly url: string;
  /** As they were sent; looked at where requests have classes. */
  readonly headers?: Headers;
}

/** What a request is counted under. */
export function requestName({ name, url }: Pick<EndedRequest, 'name' | 'url'>): string {
  return name === '' ? url : name;
}

/** What is known of a request that is under way when its iteration is stopped. */
export interface CutOffRequest
  extends Pick<EndedRequest, 'iterationDueAt' | 'issuedAt' | 'responseTimeMs' | 'serviceTimeMs' | 'name' | 'url'>,
    Partial<Pick<EndedRequest, 'method' | 'path' | 'headers'>> {
  /** Whose iteration it was of. */
  readonly vu: { readonly id: number };
}

/** The account of requests for the verdict: each is issued once and ends once, in the second it ends. */
export interface RequestLog {
  /** Whether requests to this origin count (the control server's do not). */
  counts(origin: string): boolean;
  issued(now: number): void;
  ended(request: EndedRequest, now: number): void;
  /** A request under way was given up because its iteration was interrupted. */
  interrupted(request: CutOffRequest, now: number): void;
}
