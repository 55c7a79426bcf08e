import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, type Timer, timer } from '../../../mock-service/time/clock.ts';
import type { ClientRequest } from '../../http1/client-request.ts';
import type { Connection } from '../../http1/connection.ts';
import { type ConnectionFailure, isLocalFailure, type LocalFailure } from '../../http1/connection-failure.ts';
import type { Connections } from '../../http1/connections.ts';
import type { DeadlineQueue } from '../../http1/deadlines.ts';
import { isIdempotent } from '../../http1/method.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import type { Headers, Reason } from '../../transport/exchange.ts';
import { Call } from '../call.ts';
import type { Forwarder } from '../forwarder.ts';
import { ownAnswer } from '../own-answer.ts';
import { passedHeaders, reasonIn } from '../passed-headers.ts';
import { VIA } from '../request-head.ts';
import type { RoutedInstance } from '../routed-instance.ts';
import { CallerConnection, type CallerRequest } from './caller-connection.ts';

/**
 * A body up to this size leaves in one write with its headers, as a string of bytes; a buffer would make it a gathered write, at more
 * than twice the cost.
 */
const JOINED_BYTES = 16_384;

/** Bodies up to this size are collected before they are sent, and can be sent twice; larger ones are streamed, once. */
const COLLECTED_BYTES = 16_384;

/**
 * Asks a caller that has closed its half whether the other half is open: an interim answer, which every client must take, expected or
 * not (RFC 9110 §15.2), in two pieces. Who has gone resets the connection at the first, and that is seen when the second is written.
 */
const STILL_THERE = ['HTTP/1.1 100 Continue\r\n', '\r\n'] as const;
const BETWEEN_MS = 5;

/** What all calls of a proxy share. */
export interface Surroundings {
  readonly forwarder: Forwarder;
  readonly clock: Clock;
  /** By the instances' ids. */
  readonly connections: readonly Connections[];
  /** Calls whose bodies are being collected. */
  readonly collecting: DeadlineQueue<Call>;
  /** This machine refused the proxy a connection. */
  refused(what: LocalFailure): void;
}

/** A request that came over a socket: bodies are streamed both ways, no faster than they are taken. */
export class LiveCall extends Call implements ClientRequest, CallerRequest {
  readonly #surroundings: Surroundings;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #caller: CallerConnection;
  /** Of the request's body; Infinity if it is not announced. */
  readonly #bodyBytes: number;
  text: string;
  path = '';
  readonly body = null;
  #connection: Connection | null = null;
  /** Bytes of the answer's body still to come; NaN if nobody knows. */
  #left = Number.NaN;
  #collecting = false;
  #paused = false;
  /** The headers of the answer are still held back, to leave together with the body. */
  #held = false;
  /** Until the second piece of `STILL_THERE` is written. */
  #asking: Timer | null = null;
  /** The request's body is on its way to the instance. */
  uploading = false;

  /** @param head what an instance gets, up to the empty line; @param bodyBytes what follows it. */
  constructor(
    surroundings: Surroundings,
    request: IncomingMessage,
    response: ServerResponse,
    head: string,
    bodyBytes: number,
  ) {
    super(surroundings.forwarder);
    this.#surroundings = surroundings;
    this.#request = request;
    this.#response = response;
    this.text = head;
    this.#bodyBytes = bodyBytes;
    this.method = request.method as string;
    this.#caller = CallerConnection.on(request.socket);
  }

  get headers(): Headers {
    return this.#request.headers as Headers;
  }

  /** What the request is comes first; then this, once. */
  arrived(): void {
    this.#caller.add(this);
  }

  start(): void {
    const { clock, collecting } = this.#surroundings;
    const bytes = this.#bodyBytes;
    const now = clock.now();
    if (bytes > 0 && bytes <= COLLECTED_BYTES) {
      this.#collecting = true;
      collecting.add(this, now);
      this.#request.setEncoding('latin1');
      this.#request.on('data', (piece: string) => {
        this.text += piece;
      });
      this.#request.once('end', () => this.#collected());
      return;
    }
    if (bytes > 0) {
      this.repeatable = false;
      this.uploading = true;
    }
    this.forwarder.arrived(this, now);
  }

  /** Its body has not come in time. */
  bodyLate(): void {
    this.#collecting = false;
    this.#asked();
    this.#response.writeHead(408, { connection: 'close', 'content-length': 0, via: VIA }).end();
    this.#end();
  }

  send(instance: RoutedInstance): void {
    this.#connection = (this.#surroundings.connections[instance.id] as Connections).send(this);
    if (!this.uploading) return;
    const chunked = this.#bodyBytes === Number.POSITIVE_INFINITY;
    this.#request.on('data', (piece: Buffer) => {
      if (this.#connection?.upload(piece, chunked) === false) this.#request.pause();
    });
    this.#request.once('end', () => {
      if (!this.uploading) return;
      this.uploading = false;
      this.#connection?.uploaded(chunked);
    });
  }

  drained(): void {
    if (this.uploading) this.#request.resume();
  }

  abort(): void {
    this.#connection?.abandon();
    this.#connection = null;
  }

  refuse(status: number, reason: Reason, retryAfterS: number | null): void {
    this.#asked();
    const { headers, text } = ownAnswer(status, reason, retryAfterS);
    this.#response.writeHead(status, { ...headers, 'content-length': text.length, via: VIA });
    this.#response.end(text, 'latin1');
    this.#end();
  }

  breakOff(): void {
    this.#asked();
    this.#request.socket.resetAndDestroy();
    this.#end();
  }

  get mayRepeat(): boolean {
    return this.repeatable && isIdempotent(this.method);
  }

  sent(): void {}

  interim(head: ResponseHead): void {
    // Node's own servers write none but 100 and hints of links.
    if (!this.#takesInterim()) return;
    this.#asked();
    const lines = `HTTP/1.1 ${head.status} ${head.statusText}\r\n${linesOf(passedHeaders(head))}\r\n`;
    this.#response.socket?.write(lines, 'latin1');
  }

  head(head: ResponseHead, now: number): boolean {
    if (!this.forwarder.answered(this, head.status, reasonIn(head), now)) {
      this.#connection = null;
      return false;
    }
    this.#left = head.contentLength ?? Number.NaN;
    this.#held = true;
    this.#asked();
    this.#response.writeHead(head.status, head.statusText, passedHeaders(head));
    return true;
  }

  flush(): void {
    // Headers wait no longer for a body that has not come with them.
    if (!this.#held) return;
    this.#held = false;
    this.#response.flushHeaders();
  }

  piece(bytes: Buffer, start: number, end: number): boolean {
    const response = this.#response;
    this.#held = false;
    this.#left -= end - start;
    if (this.#left === 0 && end - start <= JOINED_BYTES) {
      response.end(bytes.toString('latin1', start, end), 'latin1');
      return true;
    }
    if (response.write(Buffer.from(bytes.subarray(start, end)))) return true;
    if (!this.#paused) {
      this.#paused = true;
      response.once('drain', () => {
        this.#paused = false;
        this.#connection?.resume();
      });
    }
    return false;
  }

  complete(): void {
    this.#held = false;
    this.#connection = null;
    if (!this.#response.writableEnded) this.#response.end();
    this.forwarder.finished(this, true);
    this.#end();
  }

  broke(failure: ConnectionFailure, now: number): void {
    if (isLocalFailure(failure)) this.#surroundings.refused(failure);
    this.#connection = null;
    if (this.state !== 'answering') return this.forwarder.failed(this, failure, now);
    const { broken } = this.instance as RoutedInstance;
    broken.set(failure, (broken.get(failure) ?? 0) + 1);
    this.forwarder.finished(this, false);
    this.#response.destroy();
    this.#end();
  }

  get received(): boolean {
    return this.#request.complete;
  }

  get begun(): boolean {
    return this.#response.headersSent;
  }

  callerSilent(): void {
    if (this.state === 'answering' || !this.#takesInterim()) return;
    this.#response.socket?.write(STILL_THERE[0], 'latin1');
    this.#asking = timer(() => this.#asked());
    const { clock } = this.#surroundings;
    clock.schedule(this.#asking, clock.now() + BETWEEN_MS);
  }

  callerGone(): void {
    const { clock, collecting } = this.#surroundings;
    this.uploading = false;
    if (this.#collecting) collecting.remove(this);
    this.#collecting = false;
    if (this.#asking !== null) clock.cancel(this.#asking);
    this.#asking = null;
    this.forwarder.left(this);
  }

  #asked(): void {
    if (this.#asking === null) return;
    this.#surroundings.clock.cancel(this.#asking);
    this.#asking = null;
    this.#response.socket?.write(STILL_THERE[1], 'latin1');
  }

  #collected(): void {
    if (!this.#collecting) return;
    const { clock, collecting } = this.#surroundings;
    this.#collecting = false;
    collecting.remove(this);
    this.forwarder.arrived(this, clock.now());
  }

  #takesInterim(): boolean {
    return this.#request.httpVersionMinor > 0;
  }

  #end(): void {
    if (this.uploading) {
      // The rest of the body is for nobody, but must be read before the connection can carry another request.
      this.uploading = false;
      this.#request.removeAllListeners('data').resume();
    }
    this.#caller.ended(this);
  }
}

function linesOf(headers: readonly string[]): string {
  let lines = '';
  for (let i = 0; i < headers.length; i += 2) lines += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return lines;
}
