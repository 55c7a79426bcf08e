import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { type Clock, timer } from '../../mock-service/time/clock.ts';
import type { Connection, ConnectionOwner } from './connection.ts';
import type { Exchange, Reason, TransportFailure } from './exchange.ts';
import { parseReplyHead, type ReplyHead } from './reply-head.ts';
import { isPlain, requestHead } from './request-text.ts';
import { ResponseParser, type ResponseSink } from './response-parser.ts';

/** One buffer for all connections: what is read is used up before anything else is read. */
const received = Buffer.allocUnsafeSlow(65_536);

/** It is not used again this long before the server would close it, lest a request cross the closing. */
const KEEP_ALIVE_MARGIN_MS = 1000;

const EMPTY = Buffer.alloc(0);

export interface Address {
  readonly host: string;
  readonly port: number;
  /** What requests say in `Host`. */
  readonly name: string;
}

/** A plain connection: requests are written as one piece, and answers read without an object per event. */
export class SocketConnection implements Connection, ResponseSink<ReplyHead> {
  readonly #owner: ConnectionOwner;
  readonly #clock: Clock;
  readonly #name: string;
  readonly #socket: Socket;
  readonly #parser = new ResponseParser<ReplyHead>(this, parseReplyHead);
  #exchange: Exchange | null = null;
  #connected = false;
  /** What it means if the connection ends before an answer. */
  #failure: TransportFailure = 'refused';
  #errored = false;
  #over = false;
  /** The answer is complete; what follows from it waits until everything that came with it is read. */
  #complete = false;
  #reusable = false;
  #keepAliveMs = Number.POSITIVE_INFINITY;
  /** The body so far. */
  #first: Buffer | null = null;
  #more: Buffer[] | null = null;
  #discarded = 0;
  usableUntil = Number.POSITIVE_INFINITY;

  /** Opens it. @param opened told once, when it can be used or has failed. */
  constructor(
    owner: ConnectionOwner,
    clock: Clock,
    address: Address,
    connectTimeoutMs: number,
    opened: ((failure: TransportFailure | null) => void) | null = null,
  ) {
    this.#owner = owner;
    this.#clock = clock;
    this.#name = address.name;
    const onread = { buffer: received, callback: (length: number) => this.#received(length) };
    this.#socket = connect({ host: address.host, port: address.port, noDelay: true, onread } as NetConnectOpts);
    const limit = timer(() => {
      this.#failure = 'connect-timeout';
      this.#socket.destroy();
    });
    clock.schedule(limit, clock.now() + connectTimeoutMs);
    this.#socket
      .once('connect', () => {
        this.#connected = true;
        this.#failure = 'reset';
        clock.cancel(limit);
        if (this.#exchange !== null) this.#exchange.sentAt = clock.now();
        opened?.(null);
      })
      .on('end', () => this.#ended())
      .on('error', (error: NodeJS.ErrnoException) => {
        this.#errored = true;
        if (!this.#connected) this.#failure = failureToConnect(error, this.#failure);
      })
      .on('close', () => {
        clock.cancel(limit);
        if (!this.#connected) opened?.(this.#failure);
        this.#ended();
      });
  }

  send(exchange: Exchange): void {
    this.#exchange = exchange;
    exchange.transit = this;
    const head = requestHead(exchange, this.#name);
    if (head === null) {
      queueMicrotask(() => this.#fail('malformed'));
      return;
    }
    this.#parser.expect(exchange.method);
    // On a connection that is still being opened, it is written when that is done.
    if (this.#connected) exchange.sentAt = this.#clock.now();
    const { body } = exchange;
    const socket = this.#socket;
    if (body === null) socket.write(head, 'latin1');
    else if (typeof body === 'string' && isPlain(body)) socket.write(head + body, 'latin1');
    else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
  }

  abort(): void {
    this.#exchange = null;
    this.#close();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  head({ status, headers, keepAliveMs }: ReplyHead): void {
    if (keepAliveMs !== null) this.#keepAliveMs = keepAliveMs - KEEP_ALIVE_MARGIN_MS;
    const exchange = this.#exchange;
    if (exchange === null) return;
    exchange.status = status;
    exchange.headersAt = this.#clock.now();
    exchange.replyHeaders = headers;
    exchange.reason = (headers['x-headroom-reason'] as Reason | undefined) ?? null;
  }

  body(bytes: Buffer, start: number, end: number): void {
    if (this.#exchange?.wantsBody !== true) {
      this.#discarded += end - start;
      return;
    }
    const piece = Buffer.allocUnsafe(end - start);
    bytes.copy(piece, 0, start, end);
    if (this.#first === null) this.#first = piece;
    else if (this.#more === null) this.#more = [this.#first, piece];
    else this.#more.push(piece);
  }

  end(reusable: boolean): void {
    this.#complete = true;
    this.#reusable = reusable;
  }

  malformed(): void {
    // After a whole answer it only means that nothing can follow on this connection.
    if (this.#complete) this.#reusable = false;
    else this.#fail('malformed');
  }

  #received(length: number): boolean {
    this.#parser.feed(received, length);
    if (this.#complete) this.#answered();
    return true;
  }

  #answered(): void {
    this.#complete = false;
    const exchange = this.#exchange;
    this.#exchange = null;
    const now = this.#clock.now();
    if (exchange !== null) exchange.replyBody = this.#takeBody();
    if (this.#reusable && !this.#over) {
      this.usableUntil = now + this.#keepAliveMs;
      this.#owner.free(this);
    } else this.#close();
    if (exchange !== null) this.#owner.ended(exchange, now);
  }

  #takeBody(): Buffer | { readonly byteLength: number; text(): string } {
    const body = this.#more === null ? (this.#first ?? EMPTY) : Buffer.concat(this.#more);
    const bytes = this.#discarded;
    this.#first = null;
    this.#more = null;
    this.#discarded = 0;
    return bytes === 0 ? body : { byteLength: bytes, text: () => '' };
  }

  #ended(): void {
    if (this.#over) return;
    this.#close();
    if (!this.#errored && this.#parser.ended()) {
      if (this.#complete) this.#answered();
      return;
    }
    this.#fail(this.#failure);
  }

  #fail(failure: TransportFailure): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#close();
    if (exchange === null) return;
    exchange.status = 0;
    exchange.failure = failure;
    this.#owner.ended(exchange, this.#clock.now());
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#owner.lost(this);
    this.#socket.destroy();
  }
}

function failureToConnect({ code }: NodeJS.ErrnoException, otherwise: TransportFailure): TransportFailure {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'connect-timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  return otherwise === 'connect-timeout' ? otherwise : code === 'ECONNRESET' ? 'reset' : otherwise;
}
