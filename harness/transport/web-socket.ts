import { type Clock, timer } from '../../mock-service/time/clock.ts';
import type { Headers, TransportFailure } from './exchange.ts';

/** A WebSocket that somebody wants opened. */
export interface WebSocketRequest {
  /** `ws://…` or `wss://…`. */
  readonly url: string;
  readonly headers: Headers;
  /** Whether messages may be compressed (permessage-deflate, RFC 7692). */
  readonly compresses: boolean;
  /** How long it may take to open. */
  readonly timeoutMs: number;
}

/** What the server answered to the request for a WebSocket: 101, or why not. */
export interface Handshake {
  readonly status: number;
  readonly headers: Headers;
  /** '' where it opened. */
  readonly body: string;
}

/** How a WebSocket ended. */
export interface WebSocketEnd {
  /** As RFC 6455 §7.4 has it; 1006: without a closing handshake, 1005: without a code. */
  readonly code: number;
  readonly reason: string;
  /** Null: it was closed in order, or the server answered something else than 101. */
  readonly failure: TransportFailure | null;
  /** What the server answered instead of opening it; null: nothing, or it was open. */
  readonly refusal: Handshake | null;
  /** Of the connection, handshake and frames included. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** Who is told of a WebSocket. Never from inside a call of it. */
export interface WebSocketListener {
  opened(handshake: Handshake): void;
  message(data: string | Uint8Array): void;
  pinged(): void;
  /** @param id what the ping carried */
  ponged(id: string): void;
  /** Once, and nothing after it. */
  ended(end: WebSocketEnd): void;
}

/** A WebSocket. What is sent before it has opened or once it closes is lost. */
export interface WebSocketLine {
  /** Written and not yet sent. */
  readonly bufferedBytes: number;
  send(data: string | Uint8Array): void;
  ping(id: string): void;
  /** By the closing handshake; `ended` follows. @param code undefined: none is said */
  close(code: number | undefined, reason: string): void;
  /** At once: nobody is told any more. @returns what has gone over it */
  abort(): Pick<WebSocketEnd, 'sentBytes' | 'receivedBytes'>;
}

/** The port through which scripts open WebSockets. */
export interface WebSockets {
  open(request: WebSocketRequest, listener: WebSocketListener): WebSocketLine;
}

/** Where nobody answers: while a script is only tried, on a virtual clock. */
export class UnansweredWebSockets implements WebSockets {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(_: WebSocketRequest, listener: WebSocketListener): WebSocketLine {
    const nothing = { sentBytes: 0, receivedBytes: 0 };
    const end = timer(() => listener.ended({ code: 1006, reason: '', failure: 'refused', refusal: null, ...nothing }));
    this.#clock.schedule(end, this.#clock.now());
    return {
      bufferedBytes: 0,
      send() {},
      ping() {},
      close() {},
      abort: () => {
        this.#clock.cancel(end);
        return nothing;
      },
    };
  }
}
