import { type Clock, timer } from '../../mock-service/time/clock.ts';
import type { Exchange, Transport } from './exchange.ts';

/**
 * A second, and what requests on their way may lose of the distance between them: who counts where they arrive finds no more than the
 * limit in any second either.
 */
const WINDOW_MS = 1020;

/** Sends at most so many requests in any second, whoever asks for more: those wait, first come, first served. */
export class GovernedTransport implements Transport {
  readonly #next: Transport;
  readonly #clock: Clock;
  readonly #mostPerSecond: number;
  readonly #counts: (origin: string) => boolean;
  readonly #held: (now: number) => void;
  /** When the latest requests were sent, ms on the Clock: a ring. */
  readonly #sentAt: Float64Array;
  #place = 0;
  /** Those that wait, in their order. */
  readonly #waiting = new Set<Exchange>();
  readonly #due = timer(now => this.#go(now));
  #isDue = false;
  /** Requests that had to wait. */
  heldBack = 0;

  /**
   * @param mostPerSecond a whole number
   * @param counts whether requests to an origin count; others are sent at once
   * @param held told when a request has to wait
   */
  constructor(
    next: Transport,
    clock: Clock,
    mostPerSecond: number,
    counts: (origin: string) => boolean,
    held: (now: number) => void = () => {},
  ) {
    this.#next = next;
    this.#clock = clock;
    this.#mostPerSecond = mostPerSecond;
    this.#counts = counts;
    this.#held = held;
    this.#sentAt = new Float64Array(mostPerSecond).fill(Number.NEGATIVE_INFINITY);
  }

  send(exchange: Exchange): void {
    if (!this.#counts(exchange.origin)) return this.#next.send(exchange);
    const now = this.#clock.now();
    if (this.#waiting.size === 0 && this.#roomAt() <= now) return this.#pass(exchange, now);
    this.heldBack++;
    this.#held(now);
    this.#waiting.add(exchange);
    this.#wait();
  }

  abort(exchange: Exchange): void {
    if (!this.#waiting.delete(exchange)) this.#next.abort(exchange);
  }

  /** From when on the next may be sent. */
  #roomAt(): number {
    return (this.#sentAt[this.#place] as number) + WINDOW_MS;
  }

  #go(now: number): void {
    this.#isDue = false;
    for (const exchange of this.#waiting) {
      if (this.#roomAt() > now) break;
      this.#waiting.delete(exchange);
      this.#pass(exchange, now);
    }
    if (this.#waiting.size > 0) this.#wait();
  }

  #wait(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#clock.schedule(this.#due, this.#roomAt());
  }

  #pass(exchange: Exchange, now: number): void {
    this.#sentAt[this.#place] = now;
    this.#place = (this.#place + 1) % this.#mostPerSecond;
    this.#next.send(exchange);
  }
}
