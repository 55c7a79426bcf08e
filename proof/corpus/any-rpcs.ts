import {
  CANCELLED,
  type RpcCall,
  type RpcConnect,
  type RpcDialler,
  type RpcListener,
  type RpcRequest,
  type Rpcs,
} from '../../harness/transport/rpc.ts';
import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';

/** What an answer takes on the Internet. */
const LATENCY_MS = 40;
/** A stream that is told nothing for so long is ended. */
const PATIENCE_MS = 1000;
/** An empty message is one of any kind. */
const EMPTY = new Uint8Array();

/** Connects wherever a public script wants, and gives an empty message for each that comes. */
export class AnyRpcs implements Rpcs {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  connect(_: RpcConnect, dialler: RpcDialler): () => void {
    const calls = new Set<AnyCall>();
    const call = (_request: RpcRequest, listener: RpcListener): RpcCall => {
      const made = new AnyCall(this.#clock, listener, () => calls.delete(made));
      calls.add(made);
      return made;
    };
    const close = (): void => {
      for (const each of calls) each.end(CANCELLED, 0);
    };
    const due = timer(() => dialler.connected({ call, close }));
    this.#clock.schedule(due, this.#clock.now() + LATENCY_MS);
    return () => this.#clock.cancel(due);
  }
}

class AnyCall implements RpcCall {
  readonly #clock: Clock;
  readonly #listener: RpcListener;
  readonly #over: () => void;
  readonly #answers = new Set<Timer>();
  #end: Timer;

  constructor(clock: Clock, listener: RpcListener, over: () => void) {
    this.#clock = clock;
    this.#listener = listener;
    this.#over = over;
    this.#end = this.#ending(0, PATIENCE_MS);
  }

  send(): void {
    const answer = timer(() => {
      this.#answers.delete(answer);
      this.#listener.message(EMPTY);
    });
    this.#answers.add(answer);
    this.#clock.schedule(answer, this.#clock.now() + LATENCY_MS);
    this.end(0, PATIENCE_MS);
  }

  finish(): void {
    this.end(0, LATENCY_MS);
  }

  abort(): void {
    for (const due of [this.#end, ...this.#answers]) this.#clock.cancel(due);
    this.#over();
  }

  /** Not before `afterMs`, unless something more is said. */
  end(status: number, afterMs: number): void {
    this.#clock.cancel(this.#end);
    this.#end = this.#ending(status, afterMs);
  }

  #ending(status: number, afterMs: number): Timer {
    const due = timer(() => {
      this.abort();
      this.#listener.ended({ status, details: '', trailers: [] });
    });
    this.#clock.schedule(due, this.#clock.now() + afterMs);
    return due;
  }
}
