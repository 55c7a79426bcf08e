import type { Exchange } from './exchange.ts';

/** One connection to an origin, which carries one exchange at a time. */
export interface Connection {
  /** Not to be used again from then on, ms on the Clock. */
  readonly usableUntil: number;
  send(exchange: Exchange): void;
  /** The caller of the exchange has gone: it is not told of anything, and the connection ends. */
  abort(): void;
  destroy(): void;
}

/** Whoever gives out connections. */
export interface ConnectionOwner {
  /** It can carry another exchange. */
  free(connection: Connection): void;
  /** It has ended. May be called more than once. */
  lost(connection: Connection): void;
  /** An exchange has ended at `now`, its outcome is in its fields: its owner is told. */
  ended(exchange: Exchange, now: number): void;
}
