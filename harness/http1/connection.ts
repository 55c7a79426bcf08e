import type { Socket } from 'node:net';
import { type Clock, timer } from '../../mock-service/time/clock.ts';
import type { ClientRequest } from './client-request.ts';
import type { ConnectionFailure } from './connection-failure.ts';
import type { Expiring } from './deadlines.ts';
import type { ResponseHead } from './response-head.ts';
import { ResponseParser, type ResponseSink } from './response-parser.ts';
import { connectTo, type Endpoint, failureToConnect } from './socket.ts';

/** One buffer for all connections: what is read is used up before anything else is read. */
const received = Buffer.allocUnsafeSlow(65_536);

/** It is not used again this long before the server would close it, lest a request cross the closing. */
const KEEP_ALIVE_MARGIN_MS = 1000;

/** What of an answer that nobody wants is read only to keep the connection. */
const READ_FOR_NOBODY_BYTES = 65_536;

/** Whoever gives out connections. */
export interface ConnectionOwner {
  /** An answer goes on: if nothing moves for too long from `now` on, `Connection.stalled` follows. */
  watch(connection: Connection, now: number): void;
  /** Its request is sent once more. */
  resent(): void;
  /** It can carry another request. */
  free(connection: Connection): void;
  /** It has ended. */
  lost(connection: Connection): void;
}

/**
 * One connection to a server, opened when it is made: carries one request at a time. Requests are written as one piece, and answers
 * read without an object per event. When a server has closed a connection that lay idle and a request crosses the closing, the
 * connection opens itself again and sends that request once more.
 */
export class Connection implements ResponseSink, Expiring<Connection> {
  readonly #owner: ConnectionOwner;
  readonly #clock: Clock;
  readonly #endpoint: Endpoint;
  readonly #parser = new ResponseParser(this);
  #socket: Socket;
  /** Whose answer this is; null when nobody waits for it. */
  #request: ClientRequest | null = null;
  #uploading = false;
  #connected = false;
  /** What it means if the connection ends before an answer. */
  #failure: ConnectionFailure = 'refused';
  #errored = false;
  #over = false;
  #paused = false;
  /** Something has come since the request was sent. */
  #heard = false;
  /** The request was sent once more. */
  #resent = false;
  /** The head that has just been read, and its body's places in the buffer: told when everything that came with it is read. */
  #head: ResponseHead | null = null;
  readonly #places: number[] = [];
  /** The head has been told, and the answer goes on. */
  #answering = false;
  /** The answer is complete; what follows from it waits until everything that came with it is read. */
  #complete = false;
  #reusable = false;
  #keepAliveMs: number;
  /** Opened for the request that it carries, its first; its owner says when it is no longer. */
  fresh = true;
  /** Not to be used again from then on, ms on the Clock. */
  usableUntil = Number.POSITIVE_INFINITY;

  // Its owner's watch over stalled answers.
  watched = false;
  deadlineAt = 0;
  before: Connection | null = null;
  after: Connection | null = null;

  /** @param opened told once, when it can be used or has failed. */
  constructor(
    owner: ConnectionOwner,
    clock: Clock,
    endpoint: Endpoint,
    opened: ((failure: ConnectionFailure | null) => void) | null = null,
  ) {
    this.#owner = owner;
    this.#clock = clock;
    this.#endpoint = endpoint;
    this.#keepAliveMs = endpoint.keepAliveMs;
    this.#socket = this.#open(opened);
  }

  /** Sends a request, now or when the connection stands. */
  send(request: ClientRequest, now: number): void {
    this.#request = request;
    this.#uploading = request.uploading;
    this.#paused = false;
    this.#heard = false;
    this.#parser.expect(request.method);
    if (this.#connected) request.sent(now);
    // What waits for a handshake hides why that fails; a plain socket keeps the order of head and body by itself.
    if (this.#connected || !this.#endpoint.tls) this.#write(request);
  }

  /** Sends more of the request's body. @returns false if the rest should wait: `ClientRequest.drained` follows. */
  upload(bytes: Buffer, chunked: boolean): boolean {
    if (this.watched) this.#owner.watch(this, this.#clock.now());
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
    if (this.watched) this.#owner.watch(this, this.#clock.now());
  }

  /** Closes it; a request under way breaks off. */
  destroy(): void {
    this.#fail('reset');
  }

  /** Nothing has moved for too long. */
  stalled(now: number): void {
    // Whoever takes nothing more keeps the server from sending: that is not the server's fault.
    if (this.#paused) this.#owner.watch(this, now);
    else this.#fail('stalled');
  }

  interim(head: ResponseHead): void {
    this.#request?.interim(head);
  }

  head(head: ResponseHead): void {
    if (head.keepAliveMs !== null)
      this.#keepAliveMs = Math.min(this.#keepAliveMs, head.keepAliveMs - KEEP_ALIVE_MARGIN_MS);
    this.#head = head;
  }

  body(bytes: Buffer, start: number, end: number): void {
    if (this.#head !== null) this.#places.push(start, end);
    else this.#piece(bytes, start, end);
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

  #open(opened: ((failure: ConnectionFailure | null) => void) | null): Socket {
    const clock = this.#clock;
    const socket = connectTo(this.#endpoint, received, length => this.#received(length));
    const limit = timer(() => {
      if (!this.#resent) this.#failure = 'connect-timeout';
      socket.destroy();
    });
    clock.schedule(limit, clock.now() + this.#endpoint.connectTimeoutMs);
    return socket
      .once(this.#endpoint.tls ? 'secureConnect' : 'connect', () => {
        this.#connected = true;
        this.#failure = 'reset';
        clock.cancel(limit);
        const request = this.#request;
        if (request !== null) {
          request.sent(clock.now());
          if (this.#endpoint.tls) this.#write(request);
        }
        opened?.(null);
      })
      .on('drain', () => this.#request?.drained())
      .on('end', () => this.#ended(socket))
      .on('error', (error: NodeJS.ErrnoException) => {
        this.#errored = true;
        // What is sent once more has been sent before: that it found nobody the second time is not what became of it.
        if (!this.#connected && !this.#resent) this.#failure = failureToConnect(error, this.#failure);
      })
      .on('close', () => {
        clock.cancel(limit);
        if (!this.#connected) opened?.(this.#failure);
        this.#ended(socket);
      });
  }

  #write({ text, body }: ClientRequest): void {
    const socket = this.#socket;
    if (body === null) {
      socket.write(text, 'latin1');
      return;
    }
    socket.cork();
    socket.write(text, 'latin1');
    socket.write(body);
    socket.uncork();
  }

  #received(length: number): boolean {
    this.#heard = true;
    this.#parser.feed(received, length);
    if (this.#head !== null) this.#tell(this.#head);
    if (this.#complete) this.#answered();
    else if (this.#answering) {
      this.#owner.watch(this, this.#clock.now());
      this.#request?.flush();
    }
    return !this.#paused;
  }

  #tell(head: ResponseHead): void {
    const places = this.#places;
    this.#head = null;
    this.#answering = true;
    if (this.#request?.head(head, this.#clock.now()) === false) {
      this.#request = null;
      // A short rest is read for nobody, so that the connection can be used again.
      if (!this.#complete && (head.contentLength ?? Number.POSITIVE_INFINITY) > READ_FOR_NOBODY_BYTES) this.#close();
    }
    for (let i = 0; i < places.length; i += 2) this.#piece(received, places[i] as number, places[i + 1] as number);
    places.length = 0;
  }

  #piece(bytes: Buffer, start: number, end: number): void {
    if (this.#request?.piece(bytes, start, end) === false) this.#paused = true;
  }

  #answered(): void {
    this.#complete = false;
    this.#answering = false;
    const request = this.#request;
    this.#request = null;
    const now = this.#clock.now();
    if (this.#reusable && !this.#uploading && !this.#over) {
      this.usableUntil = now + this.#keepAliveMs;
      this.#owner.free(this);
    } else this.#close();
    request?.complete(now);
  }

  #ended(socket: Socket): void {
    if (this.#over || socket !== this.#socket) return;
    const request = this.#request;
    if (request?.mayRepeat === true && !this.fresh && !this.#heard) return this.#sendAgain(request);
    this.#close();
    if (!this.#errored && this.#parser.ended()) {
      if (this.#complete) this.#answered();
      return;
    }
    this.#fail(this.#connected && !this.#errored ? 'closed' : this.#failure);
  }

  /** The server has closed a connection that lay idle as the request set out. */
  #sendAgain(request: ClientRequest): void {
    this.#owner.resent();
    this.#socket.destroy();
    this.#resent = true;
    this.fresh = true;
    this.#connected = false;
    this.#errored = false;
    this.#socket = this.#open(null);
    this.send(request, this.#clock.now());
  }

  #fail(failure: ConnectionFailure): void {
    const request = this.#request;
    this.#request = null;
    this.#head = null;
    this.#places.length = 0;
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
