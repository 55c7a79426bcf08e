import type { Clock } from '../../mock-service/time/clock.ts';
import { isAllowedHost } from './allowed-hosts.ts';
import type { Connection, ConnectionOwner } from './connection.ts';
import { Deliveries } from './deliveries.ts';
import type { Exchange, Transport, TransportFailure } from './exchange.ts';
import { SocketConnection } from './socket-connection.ts';
import { UndiciConnection } from './undici-connection.ts';

/** The connections to one origin. */
class Origin implements ConnectionOwner {
  readonly #url: string;
  readonly #parsed: URL;
  readonly #clock: Clock;
  readonly #connectTimeoutMs: number;
  readonly #deliveries: Deliveries;
  /** Ready and unused, the most recently used last: what is warm is used first. */
  readonly #idle: Connection[] = [];
  readonly all = new Set<Connection>();
  /** Connections that a request had to wait for. */
  opened = 0;

  constructor(url: string, clock: Clock, connectTimeoutMs: number, deliveries: Deliveries) {
    this.#url = url;
    this.#parsed = new URL(url);
    this.#clock = clock;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#deliveries = deliveries;
  }

  send(exchange: Exchange): void {
    const ready = this.#ready();
    exchange.opened = ready === null;
    (ready ?? this.#openNow()).send(exchange);
  }

  /** Opens one that is idle until it is needed. @throws Error if it cannot be opened. */
  prepare(): Promise<void> {
    return new Promise((resolve, reject) => {
      const connection = this.#open(failure => {
        if (failure !== null) return reject(new Error(`${this.#url}: ${failure}`));
        this.free(connection);
        resolve();
      });
    });
  }

  free(connection: Connection): void {
    if (this.all.has(connection)) this.#idle.push(connection);
  }

  lost(connection: Connection): void {
    if (!this.all.delete(connection)) return;
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  ended(exchange: Exchange, now: number): void {
    this.#deliveries.add(exchange, now);
  }

  /** The most recently used that its server has not begun to close. */
  #ready(): Connection | null {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined) return null;
      if (connection.usableUntil > this.#clock.now()) return connection;
      this.all.delete(connection);
      connection.destroy();
    }
  }

  #openNow(): Connection {
    this.opened++;
    return this.#open(null);
  }

  #open(opened: ((failure: TransportFailure | null) => void) | null): Connection {
    const { protocol, hostname, port, host } = this.#parsed;
    const limit = this.#connectTimeoutMs;
    const connection =
      protocol === 'https:'
        ? // A certificate of this machine's own service is self-signed, and nobody is in between.
          new UndiciConnection(this, this.#clock, this.#url, limit, isAllowedHost(hostname, []))
        : new SocketConnection(
            this,
            this.#clock,
            { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80), name: host },
            limit,
            opened,
          );
    this.all.add(connection);
    return connection;
  }
}

/** How many connections are opened at the same time. */
const OPENED_AT_ONCE = 200;

/**
 * HTTP/1.1 over sockets. Every request has a connection of its own, so that nothing queues inside the client; idle connections are
 * reused, and `prepare` opens as many as a drill needs before its clock starts, since opening one costs more than a request.
 */
export class LiveTransport implements Transport {
  readonly #clock: Clock;
  readonly #allowedHosts: readonly string[];
  readonly #connectTimeoutMs: number;
  readonly #origins = new Map<string, Origin>();
  readonly #deliveries: Deliveries;

  constructor(clock: Clock, options: { allowedHosts?: readonly string[]; connectTimeoutMs?: number } = {}) {
    this.#clock = clock;
    this.#allowedHosts = options.allowedHosts ?? [];
    this.#connectTimeoutMs = options.connectTimeoutMs ?? 30_000;
    this.#deliveries = new Deliveries(clock);
  }

  /** Connections opened on demand, not by `prepare`: a figure of the generator's health. */
  get opened(): number {
    let opened = 0;
    for (const origin of this.#origins.values()) opened += origin.opened;
    return opened;
  }

  send(exchange: Exchange): void {
    const origin = this.#origin(exchange.origin);
    if (origin !== null) return origin.send(exchange);
    exchange.failure = 'forbidden';
    this.#deliveries.add(exchange, this.#clock.now());
  }

  abort(exchange: Exchange): void {
    const connection = exchange.transit as Connection | null;
    exchange.transit = null;
    connection?.abort();
  }

  /** Opens `count` connections and leaves them ready. @throws the error of the first that cannot be opened. */
  async prepare(url: string, count: number): Promise<void> {
    const origin = this.#origin(url);
    if (origin === null) throw new Error(`${url} is not on this machine; name its host with --allow-host`);
    if (!url.startsWith('http:')) return;
    for (let done = 0; done < count; done += OPENED_AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(OPENED_AT_ONCE, count - done) }, () => origin.prepare()));
    }
  }

  /** Closes every connection; requests under way end as reset. */
  async close(): Promise<void> {
    for (const origin of this.#origins.values()) for (const connection of origin.all) connection.destroy();
    this.#origins.clear();
  }

  #origin(url: string): Origin | null {
    let origin = this.#origins.get(url);
    if (origin === undefined) {
      if (!isAllowedHost(new URL(url).hostname, this.#allowedHosts)) return null;
      origin = new Origin(url, this.#clock, this.#connectTimeoutMs, this.#deliveries);
      this.#origins.set(url, origin);
    }
    return origin;
  }
}
