import type { Clock } from '../../mock-service/time/clock.ts';
import type { ClientRequest } from '../http1/client-request.ts';
import type { Connection } from '../http1/connection.ts';
import type { ConnectionFailure } from '../http1/connection-failure.ts';
import { isIdempotent } from '../http1/method.ts';
import type { ResponseHead } from '../http1/response-head.ts';
import type { Deliveries } from './deliveries.ts';
import { type Body, type Exchange, type Headers, isReason, REASON_HEADER, type TransportFailure } from './exchange.ts';

/** An answer's body may be this large where somebody wants it; of a larger one only the failure is left. */
export const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);

/** An exchange on a connection: sends its request, and puts the answer into its fields. */
export class Reply implements ClientRequest {
  readonly method: string;
  readonly text: string;
  readonly body: string | Uint8Array | null;
  readonly uploading = false;
  readonly mayRepeat: boolean;
  readonly #exchange: Exchange;
  readonly #deliveries: Deliveries;
  readonly #clock: Clock;
  /** The body so far. */
  #first: Buffer | null = null;
  #more: Buffer[] | null = null;
  #kept = 0;
  #discarded = 0;
  connection: Connection | null = null;

  /** @param text goes out in latin1; @param body what of the request's body does not. */
  constructor(
    exchange: Exchange,
    text: string,
    body: string | Uint8Array | null,
    deliveries: Deliveries,
    clock: Clock,
  ) {
    this.method = exchange.method;
    this.mayRepeat = isIdempotent(exchange.method);
    this.text = text;
    this.body = body;
    this.#exchange = exchange;
    this.#deliveries = deliveries;
    this.#clock = clock;
  }

  /** The caller has gone. */
  abort(): void {
    this.connection?.abandon();
  }

  sent(now: number): void {
    const exchange = this.#exchange;
    exchange.sentAt = now;
    // Sent once more, it had to wait for a connection after all.
    if (this.connection?.fresh === true) exchange.opened = true;
  }

  interim(): void {}

  head(head: ResponseHead, now: number): boolean {
    const exchange = this.#exchange;
    const headers = replyHeaders(head);
    const reason = headers[REASON_HEADER];
    exchange.status = head.status;
    exchange.headersAt = now;
    exchange.replyHeaders = headers;
    exchange.reason = isReason(reason) ? reason : null;
    return true;
  }

  piece(bytes: Buffer, start: number, end: number): boolean {
    if (!this.#exchange.wantsBody) {
      this.#discarded += end - start;
      return true;
    }
    this.#kept += end - start;
    if (this.#kept > LARGEST_ANSWER_BYTES) {
      this.connection?.abandon();
      this.#fail('too-large', this.#clock.now());
      return true;
    }
    const piece = Buffer.allocUnsafe(end - start);
    bytes.copy(piece, 0, start, end);
    if (this.#first === null) this.#first = piece;
    else if (this.#more === null) this.#more = [this.#first, piece];
    else this.#more.push(piece);
    return true;
  }

  complete(now: number): void {
    this.#exchange.replyBody = this.#body();
    this.#deliveries.add(this.#exchange, now);
  }

  broke(failure: ConnectionFailure, now: number): void {
    this.#fail(failure, now);
  }

  flush(): void {}

  drained(): void {}

  #fail(failure: TransportFailure, now: number): void {
    this.#exchange.status = 0;
    this.#exchange.failure = failure;
    this.#deliveries.add(this.#exchange, now);
  }

  #body(): Body {
    const bytes = this.#discarded;
    if (bytes > 0) return { byteLength: bytes, text: () => '' };
    return this.#more === null ? (this.#first ?? EMPTY) : Buffer.concat(this.#more);
  }
}

/** By lower-case name. What comes several times is joined by `, `; several `set-cookie` are a list, since a comma may be part of a date. */
export function replyHeaders({ names, values }: ResponseHead): Headers {
  const headers: Record<string, string | string[]> = {};
  for (let i = 0; i < names.length; i++) {
    const name = (names[i] as (typeof names)[number]).lower;
    const value = values[i] as string;
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else headers[name] = name === 'set-cookie' ? [before, value].flat() : `${before}, ${value}`;
  }
  return headers as Headers;
}
