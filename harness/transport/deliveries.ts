import type { Clock } from '../../mock-service/time/clock.ts';
import type { Exchange } from './exchange.ts';

/** How long owners are told of endings before timers and sockets get their turn, ms. */
const SLICE_MS = 1;
/** Endings between two looks at the clock. */
const AT_ONCE = 16;

/** The transit of an exchange that has ended and whose owner does not know yet. */
const ENDED = { abort: (): void => {} };

/**
 * Exchanges that have ended, on their way to their owners. First everything that has come is read, with its time; then the owners are told,
 * a little at a time. When thousands of answers come at once, as after a stall, each has the time at which it came and not that at
 * which a script had dealt with those before it, and what is due to start goes before what has ended.
 */
export class Deliveries {
  readonly #clock: Clock;
  #exchanges: Exchange[] = [];
  #times: number[] = [];
  #next = 0;
  #scheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `exchange.ended` follows, unless the exchange is aborted before. */
  add(exchange: Exchange, now: number): void {
    exchange.transit = ENDED;
    this.#exchanges.push(exchange);
    this.#times.push(now);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#deliver);
  }

  #deliver = (): void => {
    const until = this.#clock.now() + SLICE_MS;
    const exchanges = this.#exchanges;
    const times = this.#times;
    while (this.#next < exchanges.length) {
      const exchange = exchanges[this.#next] as Exchange;
      const at = times[this.#next++] as number;
      if (exchange.transit === ENDED) {
        exchange.transit = null;
        exchange.ended(at);
      }
      if (this.#next % AT_ONCE === 0 && this.#clock.now() >= until) break;
    }
    if (this.#next < exchanges.length) {
      setImmediate(this.#deliver);
      return;
    }
    exchanges.length = 0;
    times.length = 0;
    this.#next = 0;
    this.#scheduled = false;
  };
}
