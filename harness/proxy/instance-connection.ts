import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { type Clock, timer } from '../../mock-service/time/clock.ts';
import type { TransportFailure } from '../transport/exchange.ts';
import { ResponseParser, type ResponseSink } from '../transport/response-parser.ts';
import type { InstanceConnections } from './instance-connections.ts';
import type { LiveCall } from './live-call.ts';
import { parseResponseHead, type ResponseHead } from './response-head.ts';

/** One buffer for all connections: what is read is used up before anything else is read. */
const received = Buffer.allocUnsafeSlow(65_536);

/** It is not used again this long before the instance would close it, lest a request cross the closing. */
const KEEP_ALIVE_MARGIN_MS = 1000;

/** What of an answer is read only to keep the connection. */
const READ_FOR_NOBODY_BYTES = 65_536;

/** One connection to an instance, opened when it is made: carries one request at a time. */
export class InstanceConnection implements ResponseSink<ResponseHead> {
  readonly #connections: InstanceConnections;
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #parser: ResponseParser<ResponseHead>;
  /** Whose attempt this is; null when nobody waits for it any more. */
  #call: LiveCall | null = null;
  /** What it means if the connection ends before an answer. */
  #failure: TransportFailure = 'refused';
  #errored = false;
  #over = false;
  #paused = false;
  #keepAliveMs: number;
  /** Not to be used again from then on, ms on the Clock. */
  usableUntil = Number.POSITIVE_INFINITY;

  /**
   * @param connectTimeoutMs how long opening may take.
   * @param keepAliveMs how long it may lie idle, unless the instance says less.
   */
  constructor(
    connections: InstanceConnections,
    clock: Clock,
    address: { readonly host: string; readonly port: number },
    connectTimeoutMs: number,
    keepAliveMs: number,
  ) {
    this.#connections = connections;
    this.#clock = clock;
    this.#keepAliveMs = keepAliveMs;
    this.#parser = new ResponseParser(this, parseResponseHead);
    const onread = { buffer: received, callback: (length: number) => this.#received(length) };
    this.#socket = connect({ ...address, noDelay: true, onread } as NetConnectOpts);
    const limit = timer(() => {
      this.#failure = 'connect-timeout';
      this.#socket.destroy();
    });
    clock.schedule(limit, clock.now() + connectTimeoutMs);
    this.#socket
      .once('connect', () => {
        this.#failure = 'reset';
        clock.cancel(limit);
      })
      .on('drain', () => this.#call?.uploadDrained())
      .on('end', () => this.#ended())
      .on('error', () => {
        this.#errored = true;
      })
      .on('close', () => {
        clock.cancel(limit);
        this.#ended();
      });
  }

  /** Sends a request. @param text its head, and its body if that is there already, in latin1. */
  send(call: LiveCall, text: string): void {
    this.#call = call;
    this.#paused = false;
    this.#parser.expect(call.method);
    this.#socket.write(text, 'latin1');
  }

  /** Sends more of the request's body. @returns false if the rest should wait: `LiveCall.uploadDrained` follows. */
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
    if (chunked) this.#socket.write('0\r\n\r\n', 'latin1');
  }

  /** Nobody waits any more: the connection is closed, which is how HTTP/1.1 tells the instance. */
  abandon(): void {
    this.#call = null;
    this.#close();
  }

  /** The caller can take more of the answer. */
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
    const call = this.#call;
    if (call === null) return;
    if (call.forwarder.answered(call, head.status, head.reason, this.#clock.now())) return call.begin(head);
    // There will be another attempt. A short rest is read for nobody, so that the connection can be used again.
    this.#call = null;
    if ((head.contentLength ?? Number.POSITIVE_INFINITY) > READ_FOR_NOBODY_BYTES) this.#close();
  }

  body(bytes: Buffer, start: number, end: number): void {
    if (this.#call !== null && !this.#call.write(bytes, start, end)) this.#paused = true;
  }

  end(reusable: boolean): void {
    const call = this.#call;
    this.#call = null;
    if (reusable && call?.uploading !== true && !this.#over) {
      this.usableUntil = this.#clock.now() + this.#keepAliveMs;
      this.#connections.free(this);
    } else this.#close();
    call?.complete();
  }

  malformed(): void {
    const call = this.#call;
    this.#call = null;
    this.#close();
    call?.broke('malformed', this.#clock.now());
  }

  #received(length: number): boolean {
    this.#parser.feed(received, length);
    this.#call?.flush();
    return !this.#paused;
  }

  #ended(): void {
    if (this.#over) return;
    this.#close();
    if (!this.#errored && this.#parser.ended()) return;
    const call = this.#call;
    this.#call = null;
    call?.broke(this.#failure, this.#clock.now());
  }

  #close(): void {
    this.#over = true;
    this.#connections.drop(this);
    this.#socket.destroy();
  }
}
