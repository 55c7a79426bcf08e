import { connect, isIP, type NetConnectOpts, type Socket } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { type Clock, timer } from '../../mock-service/time/clock.ts';
import type { ClientRequest } from './client-request.ts';
import type { ConnectionFailure } from './connection-failure.ts';
import type { ResponseHead } from './response-head.ts';
import { ResponseParser, type ResponseSink } from './response-parser.ts';

/** One buffer for all connections: what is read is used up before anything else is read. */
const received = Buffer.allocUnsafeSlow(65_536);

/** It is not used again this long before the server would close it, lest a request cross the closing. */
const KEEP_ALIVE_MARGIN_MS = 1000;

/** What of an answer that nobody wants is read only to keep the connection. */
const READ_FOR_NOBODY_BYTES = 65_536;

/** Where connections go, and what they may take. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Whether a server's certificate is not checked. */
  readonly anyCertificate: boolean;
  /** How long opening one may take. */
  readonly connectTimeoutMs: number;
  /** How long one may lie idle, unless the server says less. */
  readonly keepAliveMs: number;
}

/** Whoever gives out connections. */
export interface ConnectionOwner {
  /** It can carry another request. */
  free(connection: Connection): void;
  /** It has ended. */
  lost(connection: Connection): void;
}

/**
 * One connection to a server, opened when it is made: carries one request at a time. Requests are written as one piece, and answers
 * read without an object per event.
 */
export class Connection implements ResponseSink {
  readonly #owner: ConnectionOwner;
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #parser = new ResponseParser(this);
  /** Whose answer this is; null when nobody waits for it. */
  #request: ClientRequest | null = null;
  #uploading = false;
  #connected = false;
  /** What it means if the connection ends before an answer. */
  #failure: ConnectionFailure = 'refused';
  #errored = false;
  #over = false;
  #paused = false;
  /** The answer is complete; what follows from it waits until everything that came with it is read. */
  #complete = false;
  #reusable = false;
  #keepAliveMs: number;
  /** Opened for the request that it carries, its first; its owner says when it is no longer. */
  fresh = true;
  /** Not to be used again from then on, ms on the Clock. */
  usableUntil = Number.POSITIVE_INFINITY;

  /** @param opened told once, when it can be used or has failed. */
  constructor(
    owner: ConnectionOwner,
    clock: Clock,
    endpoint: Endpoint,
    opened: ((failure: ConnectionFailure | null) => void) | null = null,
  ) {
    this.#owner = owner;
    this.#clock = clock;
    this.#keepAliveMs = endpoint.keepAliveMs;
    this.#socket = open(endpoint, length => this.#received(length));
    const limit = timer(() => {
      this.#failure = 'connect-timeout';
      this.#socket.destroy();
    });
    clock.schedule(limit, clock.now() + endpoint.connectTimeoutMs);
    this.#socket
      .once(endpoint.tls ? 'secureConnect' : 'connect', () => {
        this.#connected = true;
        this.#failure = 'reset';
        clock.cancel(limit);
        this.#request?.sent(clock.now());
        opened?.(null);
      })
      .on('drain', () => this.#request?.drained())
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

  /** Sends a request, now or when the connection stands. */
  send(request: ClientRequest, now: number): void {
    this.#request = request;
    this.#uploading = request.uploading;
    this.#paused = false;
    this.#parser.expect(request.method);
    if (this.#connected) request.sent(now);
    const { body } = request;
    const socket = this.#socket;
    if (body === null) socket.write(request.text, 'latin1');
    else {
      socket.cork();
      socket.write(request.text, 'latin1');
      socket.write(body);
      socket.uncork();
    }
  }

  /** Sends more of the request's body. @returns false if the rest should wait: `ClientRequest.drained` follows. */
  upload(bytes: Buffer, chunked: boolean): boolean {
    if (!chunked) return this.#socket.write(bytes);
    this.#socket.cork();
    this.#socket.write(`${bytes.length.toString(16)}\r\n`, 'latin1');
    this.#socket.write(bytes);
    const more = this.#socket.write('\r\n', 'latin1');
    this.#socket.uncork();
    return more;
  }

  /** The request's body is complete. */
  uploaded(chunked: boolean): void {
    this.#uploading = false;
    if (chunked) this.#socket.write('0\r\n\r\n', 'latin1');
  }

  /** Nobody waits any more: the connection is closed, which is how HTTP/1.1 tells the server. */
  abandon(): void {
    this.#request = null;
    this.#close();
  }

  /** The request can take more of its answer. */
  resume(): void {
    this.#paused = false;
    this.#socket.resume();
  }

  /** Closes it, whatever is under way. */
  destroy(): void {
    this.#socket.destroy();
  }

  head(head: ResponseHead): void {
    if (head.keepAliveMs !== null)
      this.#keepAliveMs = Math.min(this.#keepAliveMs, head.keepAliveMs - KEEP_ALIVE_MARGIN_MS);
    if (this.#request?.head(head, this.#clock.now()) !== false) return;
    // A short rest is read for nobody, so that the connection can be used again.
    this.#request = null;
    if ((head.contentLength ?? Number.POSITIVE_INFINITY) > READ_FOR_NOBODY_BYTES) this.#close();
  }

  body(bytes: Buffer, start: number, end: number): void {
    if (this.#request?.piece(bytes, start, end) === false) this.#paused = true;
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
    else this.#request?.flush();
    return !this.#paused;
  }

  #answered(): void {
    this.#complete = false;
    const request = this.#request;
    this.#request = null;
    const now = this.#clock.now();
    if (this.#reusable && !this.#uploading && !this.#over) {
      this.usableUntil = now + this.#keepAliveMs;
      this.#owner.free(this);
    } else this.#close();
    request?.complete(now);
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

  #fail(failure: ConnectionFailure): void {
    const request = this.#request;
    this.#request = null;
    this.#close();
    request?.broke(failure, this.#clock.now());
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#owner.lost(this);
    this.#socket.destroy();
  }
}

function open({ host, port, tls, anyCertificate }: Endpoint, callback: (length: number) => boolean): Socket {
  const options = { host, port, noDelay: true, onread: { buffer: received, callback } };
  if (!tls) return connect(options as NetConnectOpts);
  const secured = {
    ...options,
    rejectUnauthorized: !anyCertificate,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 && { servername: host }),
  };
  // Loaded when it is needed: most drills speak plain HTTP.
  return process
    .getBuiltinModule('node:tls')
    .connect(secured as unknown as TlsOptions)
    .setNoDelay(true);
}

function failureToConnect({ code = '' }: NodeJS.ErrnoException, otherwise: ConnectionFailure): ConnectionFailure {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'connect-timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  if (code === 'ECONNRESET') return otherwise === 'connect-timeout' ? otherwise : 'reset';
  if (code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL')) return 'tls';
  return otherwise;
}
