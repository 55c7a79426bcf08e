import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientRequest } from '../http1/client-request.ts';
import type { Connection } from '../http1/connection.ts';
import type { ConnectionFailure } from '../http1/connection-failure.ts';
import type { Connections } from '../http1/connections.ts';
import type { ResponseHead } from '../http1/response-head.ts';
import type { Reason } from '../transport/exchange.ts';
import { Call } from './call.ts';
import type { Forwarder } from './forwarder.ts';
import type { Instance } from './instance.ts';
import { ownAnswer } from './own-answer.ts';
import { passedHeaders, reasonIn } from './passed-headers.ts';
import { VIA } from './request-head.ts';

/**
 * A body up to this size leaves in one write with its headers, as a string of bytes; a buffer would make it a gathered write, at more
 * than twice the cost.
 */
const JOINED_BYTES = 16_384;

/** The calls of a caller's connection that have no answer yet: more than one only if the caller pipelines. */
const CALLS = Symbol('calls');
type CallerSocket = Socket & { [CALLS]?: Set<LiveCall> };

function callsOf(socket: CallerSocket): Set<LiveCall> {
  let calls = socket[CALLS];
  if (calls === undefined) {
    const made = new Set<LiveCall>();
    socket[CALLS] = calls = made;
    socket.once('close', () => {
      for (const call of made) call.callerGone();
    });
  }
  return calls;
}

/** A request that came over a socket: bodies are streamed both ways, no faster than they are taken. */
export class LiveCall extends Call implements ClientRequest {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #connections: readonly Connections[];
  readonly #calls: Set<LiveCall>;
  text: string;
  readonly body = null;
  #connection: Connection | null = null;
  /** Bytes of the answer's body still to come; NaN if nobody knows. */
  #left = Number.NaN;
  #paused = false;
  /** The headers of the answer are still held back, to leave together with the body. */
  #held = false;
  #chunked = false;
  /** The request's body is on its way to the instance. */
  uploading = false;

  /**
   * @param connections by the instances' ids.
   * @param head what an instance gets, up to the empty line.
   */
  constructor(
    forwarder: Forwarder,
    request: IncomingMessage,
    response: ServerResponse,
    connections: readonly Connections[],
    head: string,
  ) {
    super(forwarder);
    this.#request = request;
    this.#response = response;
    this.#connections = connections;
    this.text = head;
    this.method = request.method as string;
    this.#calls = callsOf(request.socket);
    this.#calls.add(this);
  }

  /** The body shall go to the instance as it comes, and only once. */
  streamBody(chunked: boolean): void {
    this.repeatable = false;
    this.uploading = true;
    this.#chunked = chunked;
  }

  /** Takes the whole body in first. @param then not called if the caller goes away meanwhile. */
  collectBody(then: () => void): void {
    this.#request.setEncoding('latin1');
    this.#request.on('data', (piece: string) => {
      this.text += piece;
    });
    this.#request.once('end', then);
  }

  send(instance: Instance): void {
    this.#connection = (this.#connections[instance.id] as Connections).send(this);
    if (!this.uploading) return;
    this.#request.on('data', (piece: Buffer) => {
      if (this.#connection?.upload(piece, this.#chunked) === false) this.#request.pause();
    });
    this.#request.once('end', () => {
      if (!this.uploading) return;
      this.uploading = false;
      this.#connection?.uploaded(this.#chunked);
    });
  }

  drained(): void {
    if (this.uploading) this.#request.resume();
  }

  abort(): void {
    this.#connection?.abandon();
    this.#connection = null;
  }

  refuse(status: number, reason: Reason): void {
    const { headers, text } = ownAnswer(status, reason);
    this.#response.writeHead(status, { ...headers, 'content-length': text.length, via: VIA });
    this.#response.end(text, 'latin1');
    this.#end();
  }

  sent(): void {}

  head(head: ResponseHead, now: number): boolean {
    if (!this.forwarder.answered(this, head.status, reasonIn(head), now)) {
      this.#connection = null;
      return false;
    }
    this.#left = head.contentLength ?? Number.NaN;
    this.#held = true;
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
    this.#connection = null;
    if (this.state !== 'answering') return this.forwarder.failed(this, failure, null, now);
    this.forwarder.finished(this, false);
    this.#response.destroy();
    this.#end();
  }

  /** The caller's connection is gone. */
  callerGone(): void {
    this.uploading = false;
    this.forwarder.left(this);
  }

  #end(): void {
    this.#calls.delete(this);
    if (!this.uploading) return;
    // The rest of the body is for nobody, but must be read before the connection can carry another request.
    this.uploading = false;
    this.#request.removeAllListeners('data').resume();
  }
}
