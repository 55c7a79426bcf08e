import { type Clock, timer } from '../../mock-service/time/clock.ts';
import type { TransportFailure } from './exchange.ts';

/** Names are in lower case; the values of those that end in `-bin` are bytes. */
export type RpcMetadata = readonly (readonly [name: string, value: string | Uint8Array])[];

/** What a secure connection goes by; PEM. */
export interface RpcIdentity {
  readonly cert: string | null;
  readonly key: string | null;
  readonly password: string | null;
  /** Whom to trust, in place of what this machine trusts. */
  readonly authorities: readonly string[] | null;
}

/** A connection for calls that somebody wants. */
export interface RpcConnect {
  /** `host:port`. */
  readonly address: string;
  /** Null: in plain text. */
  readonly secure: RpcIdentity | null;
  /** What the server is called; null: as the address has it. */
  readonly authority: string | null;
  readonly userAgent: string | null;
  /** How long it may take to open. */
  readonly timeoutMs: number;
  /** Bytes of a message; null: the library's limit. */
  readonly mostReceived: number | null;
  readonly mostSent: number | null;
}

export interface RpcRequest {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly metadata: RpcMetadata;
  /** What the server is called; null: as for its connection. */
  readonly authority: string | null;
  /** The server is told; Infinity: none. */
  readonly timeoutMs: number;
}

/** How a call ended. */
export interface RpcEnd {
  /** gRPC's code, 0 to 16. */
  readonly status: number;
  readonly details: string;
  readonly trailers: RpcMetadata;
}

/** Who is told of a call. Never from inside a call of it. */
export interface RpcListener {
  headers(headers: RpcMetadata): void;
  message(bytes: Uint8Array): void;
  /** Once, and nothing after it. */
  ended(end: RpcEnd): void;
}

/** A call under way: messages go both ways until the server ends it. */
export interface RpcCall {
  send(message: Uint8Array): void;
  /** Nothing more will be sent. */
  finish(): void;
  /** At once: nobody is told any more. */
  abort(): void;
}

export interface RpcConnection {
  call(request: RpcRequest, listener: RpcListener): RpcCall;
  /** Calls under way end as cancelled. */
  close(): void;
}

/** One of them, once. */
export interface RpcDialler {
  connected(connection: RpcConnection): void;
  failed(failure: TransportFailure): void;
}

/** The port through which scripts make gRPC calls. */
export interface Rpcs {
  /** @returns ends the attempt, and tells nobody */
  connect(request: RpcConnect, dialler: RpcDialler): () => void;
}

/** gRPC's codes that are given here too (https://grpc.io/docs/guides/status-codes/). */
export const CANCELLED = 1;
export const UNAVAILABLE = 14;

/** Where nobody answers: while a script is only tried, on a virtual clock. It connects, so that what follows is tried too. */
export class UnansweredRpcs implements Rpcs {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  connect(_: RpcConnect, dialler: RpcDialler): () => void {
    const call = (_request: RpcRequest, listener: RpcListener): RpcCall => {
      const abort = this.#soon(() => listener.ended({ status: UNAVAILABLE, details: 'nobody answers', trailers: [] }));
      return { send() {}, finish() {}, abort };
    };
    return this.#soon(() => dialler.connected({ call, close() {} }));
  }

  #soon(tell: () => void): () => void {
    const due = timer(tell);
    this.#clock.schedule(due, this.#clock.now());
    return () => this.#clock.cancel(due);
  }
}
