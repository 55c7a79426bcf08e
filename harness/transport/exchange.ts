import type { ConnectionFailure } from '../http1/connection-failure.ts';

/**
 * Why no HTTP answer came. `timeout`: the caller's own time limit; `too-large`: there was more of it than is kept; `corrupt`: its bytes are
 * not what `Content-Encoding` says.
 */
export type TransportFailure = ConnectionFailure | 'timeout' | 'too-large' | 'corrupt';

/** Why the system answered 5xx or 429, or 404 to what it has no route for (model §4): in the header `x-headroom-reason`, in labels and in the record. */
export const REASONS = [
  'deadline',
  'queue-full',
  'shed',
  'no-healthy',
  'throttled',
  'refused',
  'reset',
  'malformed',
  'directory',
  'no-connection',
  'cache-tier',
  'rate-limit',
  'no-route',
] as const;
export type Reason = (typeof REASONS)[number];

/** The header in which every 5xx says why. */
export const REASON_HEADER = 'x-headroom-reason';

const reasons: ReadonlySet<unknown> = new Set(REASONS);

/** Whether a header's text is a reason that the system gives. */
export function isReason(text: unknown): text is Reason {
  return reasons.has(text);
}

/** Header names as the sender wrote them; values are text. */
export type Headers = Readonly<Record<string, string>>;

/** An answer's body: `text()` when it is made only for who reads it, bytes when it came over a socket. */
export type Body = LazyBody | Uint8Array;

export interface LazyBody {
  text(): string;
  /** Its size, where that is known without making the text. */
  readonly byteLength?: number;
}

export const NO_HEADERS: Headers = Object.freeze({});

/**
 * One HTTP request and, later, its outcome: the unit that crosses a Transport. Callback-shaped: `ended` is called exactly once,
 * never from inside `send`. Owners may reuse an exchange after it has ended.
 */
export abstract class Exchange {
  method = 'GET';
  /** Scheme, host and port: `http://127.0.0.1:8080`. */
  origin = '';
  /** Path and query, from the `/` on. */
  path = '/';
  headers: Headers = NO_HEADERS;
  body: string | Uint8Array | null = null;
  /** Whether anybody will read the answer's body; if not, only its size is kept. */
  wantsBody = true;
  /** The user as a number (mock-service's Users), once somebody has worked it out; −1 before. */
  user = -1;
  /** The answerer's own state for this exchange; only the host that handles it reads or writes it. */
  handling: unknown = null;
  /** The Transport's own state for this exchange; nobody else reads or writes it. */
  transit: unknown = null;

  /** HTTP status, or 0 when `failure` says why none came. */
  status = 0;
  failure: TransportFailure | null = null;
  reason: Reason | null = null;
  replyHeaders: Headers = NO_HEADERS;
  replyBody: Body | null = null;
  /** When the request was written to the connection, ms on the Clock. */
  sentAt = 0;
  /** When the answer's first byte came, ms on the Clock; 0 where the transport does not tell it apart from the last. */
  headersAt = 0;
  /** Whether this request had to open its connection. */
  opened = false;

  /** The outcome is in the fields above. */
  abstract ended(now: number): void;

  /** Makes the fields ready for another request. */
  reset(): void {
    this.method = 'GET';
    this.headers = NO_HEADERS;
    this.body = null;
    this.user = -1;
    this.handling = null;
    this.status = 0;
    this.failure = null;
    this.reason = null;
    this.replyHeaders = NO_HEADERS;
    this.replyBody = null;
    this.headersAt = 0;
    this.opened = false;
  }
}

/** The port through which the whole drill sends HTTP. */
export interface Transport {
  /** Sends; `exchange.ended` follows. */
  send(exchange: Exchange): void;
  /** The caller goes away: `ended` will not be called, and the answerer is told (it may work on, as servers do). */
  abort(exchange: Exchange): void;
}

/** Whoever answers for an origin on the virtual network. */
export interface Host {
  /** A request has arrived. Answers now or later with `network.reply` or `network.fail`. */
  handle(exchange: Exchange, now: number): void;
  /** The caller of `exchange` has gone; answering is no longer possible. */
  abandoned(exchange: Exchange, now: number): void;
}
