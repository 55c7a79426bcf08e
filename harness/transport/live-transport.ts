import type { Clock } from '../../mock-service/time/clock.ts';
import { Connections } from '../http1/connections.ts';
import { Deliveries } from './deliveries.ts';
import type { Exchange, Transport } from './exchange.ts';
import { reachedEndpoint } from './reached-endpoint.ts';
import { Reply } from './reply.ts';
import { isPlain, requestHead } from './request-text.ts';

/** A server that requests go to. */
interface Origin {
  /** What requests say in `Host`. */
  readonly host: string;
  readonly connections: Connections;
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
    for (const { connections } of this.#origins.values()) opened += connections.opened;
    return opened;
  }

  /** Requests sent once more, since their idle connection had been closed when they came. */
  get repeated(): number {
    let repeated = 0;
    for (const { connections } of this.#origins.values()) repeated += connections.repeated;
    return repeated;
  }

  send(exchange: Exchange): void {
    const origin = this.#origin(exchange.origin);
    if (origin === null) return this.#refuse(exchange, 'forbidden');
    const head = requestHead(exchange, origin.host);
    if (head === null) return this.#refuse(exchange, 'malformed');
    const { body } = exchange;
    const plain = typeof body === 'string' && isPlain(body);
    const reply = new Reply(exchange, plain ? head + body : head, plain ? null : body, this.#deliveries, this.#clock);
    exchange.transit = reply;
    reply.connection = origin.connections.send(reply);
    exchange.opened = reply.connection.fresh;
  }

  abort(exchange: Exchange): void {
    const reply = exchange.transit as Pick<Reply, 'abort'> | null;
    exchange.transit = null;
    reply?.abort();
  }

  /** Opens `count` connections and leaves them ready. @throws the error of the first that cannot be opened. */
  async prepare(url: string, count: number): Promise<void> {
    const origin = this.#origin(url);
    if (origin === null) throw elsewhere(url);
    for (let done = 0; done < count; done += OPENED_AT_ONCE) {
      const opening = Array.from({ length: Math.min(OPENED_AT_ONCE, count - done) }, () =>
        origin.connections.prepare(),
      );
      const failure = (await Promise.all(opening)).find(each => each !== null);
      if (failure === 'forbidden') throw elsewhere(url);
      if (failure !== undefined) throw new Error(`${url}: ${failure}`);
    }
  }

  /** Closes every connection; requests under way end as reset. */
  async close(): Promise<void> {
    for (const { connections } of this.#origins.values()) connections.close();
    this.#origins.clear();
  }

  #refuse(exchange: Exchange, failure: 'forbidden' | 'malformed'): void {
    exchange.failure = failure;
    this.#deliveries.add(exchange, this.#clock.now());
  }

  #origin(url: string): Origin | null {
    let origin = this.#origins.get(url);
    if (origin === undefined) {
      const endpoint = reachedEndpoint(url, this.#allowedHosts, this.#connectTimeoutMs);
      if (endpoint === null) return null;
      origin = { host: new URL(url).host, connections: new Connections(this.#clock, endpoint) };
      this.#origins.set(url, origin);
    }
    return origin;
  }
}

function elsewhere(url: string): Error {
  return new Error(`${url} is not on this machine; name its host with --allow-host`);
}
