import { type Handler, Timer } from '../../mock-service/time/clock.ts';
import type { Lane } from '../../mock-service/time/lane.ts';
import type { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { Body, Exchange, Headers, Host, Reason, Transport, TransportFailure } from './exchange.ts';

/** What follows the head of an answer to HEAD, whatever the host has (RFC 9110 §9.3.2). */
const NOTHING = new Uint8Array();

/** The trip of one exchange: there, while the host works, and back. Trips are reused. */
class Trip implements Handler {
  readonly timer = new Timer(this);
  readonly network: VirtualNetwork;
  exchange: Exchange | null = null;
  host: Host | null = null;
  returning = false;

  constructor(network: VirtualNetwork) {
    this.network = network;
  }

  fire(now: number): void {
    this.network.arrived(this, now);
  }
}

/**
 * The network of a virtual drill: a request reaches the host that owns its origin after `delayMs`, and its answer takes as long
 * to come back. An origin that nobody serves refuses the connection, as it would live.
 */
export class VirtualNetwork implements Transport {
  #clock: VirtualClock;
  /** Every trip takes equally long. */
  #lane: Lane;
  #delayMs: number;
  #hosts = new Map<string, Host>();
  #spare: Trip[] = [];

  constructor(clock: VirtualClock, delayMs: number) {
    this.#clock = clock;
    this.#lane = clock.lane();
    this.#delayMs = delayMs;
  }

  /** Makes `host` answer for `origin`; null takes it off the network. */
  serve(origin: string, host: Host | null): void {
    if (host === null) this.#hosts.delete(origin);
    else this.#hosts.set(origin, host);
  }

  send(exchange: Exchange): void {
    const trip = this.#spare.pop() ?? new Trip(this);
    const now = this.#clock.now();
    exchange.sentAt = now;
    trip.exchange = exchange;
    trip.host = null;
    trip.returning = false;
    exchange.transit = trip;
    this.#lane.add(trip.timer, now + this.#delayMs);
  }

  abort(exchange: Exchange): void {
    const trip = exchange.transit as Trip | null;
    if (trip === null) return;
    exchange.transit = null;
    this.#lane.remove(trip.timer);
    if (trip.host !== null && !trip.returning) trip.host.abandoned(exchange, this.#clock.now());
    this.#release(trip);
  }

  /** The host's answer sets out on its way back. */
  reply(exchange: Exchange, status: number, reason: Reason | null, headers: Headers, body: Body | null): void {
    const trip = exchange.transit as Trip | null;
    if (trip === null) return;
    exchange.status = status;
    exchange.reason = reason;
    exchange.replyHeaders = headers;
    exchange.replyBody = exchange.method === 'HEAD' ? NOTHING : body;
    this.#back(trip);
  }

  /** The host breaks off: the caller sees a transport failure. */
  fail(exchange: Exchange, failure: TransportFailure): void {
    const trip = exchange.transit as Trip | null;
    if (trip === null) return;
    exchange.status = 0;
    exchange.failure = failure;
    this.#back(trip);
  }

  /** Called by a trip's timer. */
  arrived(trip: Trip, now: number): void {
    const exchange = trip.exchange as Exchange;
    if (trip.returning) {
      exchange.transit = null;
      this.#release(trip);
      exchange.ended(now);
      return;
    }
    const host = this.#hosts.get(exchange.origin);
    if (host === undefined) {
      // Nothing but the site is there: the script's slip, which says nothing of the system.
      exchange.reason = 'no-route';
      this.fail(exchange, 'refused');
    } else {
      trip.host = host;
      host.handle(exchange, now);
    }
  }

  #back(trip: Trip): void {
    trip.returning = true;
    this.#lane.add(trip.timer, this.#clock.now() + this.#delayMs);
  }

  #release(trip: Trip): void {
    trip.exchange = null;
    trip.host = null;
    this.#spare.push(trip);
  }
}
