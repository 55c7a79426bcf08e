import type { ConnectionFailure } from './connection-failure.ts';
import type { ResponseHead } from './response-head.ts';

/** A request for a connection to carry, told of its answer as it comes; times in ms on the Clock. */
export interface ClientRequest {
  readonly method: string;
  /** Its head, and of its body what goes out as characters of latin1. */
  readonly text: string;
  /** Goes out behind the text: text in UTF-8, or bytes. */
  readonly body: string | Uint8Array | null;
  /** Whether its body is still to come, by `Connection.upload`. */
  readonly uploading: boolean;
  /** Whether it may be sent once more if a connection that had been used before dies without a byte of an answer (RFC 9112 §9.3.1). */
  readonly mayRepeat: boolean;

  /** It has been written: at once, or when its connection stood. */
  sent(now: number): void;
  /** An interim answer, 102 to 199. */
  interim(head: ResponseHead): void;
  /** @returns false if nobody wants the rest of this answer; then nothing more is told. */
  head(head: ResponseHead, now: number): boolean;
  /** A piece of the answer's body: `bytes` from `start` to `end`, valid only during the call. @returns false if the rest should wait for `Connection.resume`. */
  piece(bytes: Buffer, start: number, end: number): boolean;
  /** What could be read has been read, and the answer is not complete. */
  flush(): void;
  /** The answer is complete. */
  complete(now: number): void;
  /** The connection has ended before the answer was complete. */
  broke(failure: ConnectionFailure, now: number): void;
  /** More of the request's body can be taken. */
  drained(): void;
}
