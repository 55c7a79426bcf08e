import type { Clock } from '../../mock-service/time/clock.ts';
import type { ClientRequest } from './client-request.ts';
import { Connection, type ConnectionOwner, type Endpoint } from './connection.ts';
import type { ConnectionFailure } from './connection-failure.ts';

/**
 * The connections to one server: each carries one request at a time, so that nothing queues inside the client, and the one used last
 * is used first. There is no limit but the callers' own: who sends has a deadline, or a number of users.
 */
export class Connections implements ConnectionOwner {
  readonly #clock: Clock;
  readonly #endpoint: Endpoint;
  /** Ready and unused, the most recently used last. */
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();
  /** Connections that a request had to wait for. */
  opened = 0;

  constructor(clock: Clock, endpoint: Endpoint) {
    this.#clock = clock;
    this.#endpoint = endpoint;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#all.size;
  }

  /** Sends a request on a connection that is idle, or on a new one. */
  send(request: ClientRequest): Connection {
    const now = this.#clock.now();
    let connection = this.#ready(now);
    if (connection === null) {
      this.opened++;
      connection = new Connection(this, this.#clock, this.#endpoint);
      this.#all.add(connection);
    }
    connection.send(request, now);
    return connection;
  }

  /** Opens one that is idle until it is needed. @returns why it cannot be opened, or null. */
  prepare(): Promise<ConnectionFailure | null> {
    return new Promise(resolve => {
      const connection = new Connection(this, this.#clock, this.#endpoint, failure => {
        if (failure === null) this.free(connection);
        resolve(failure);
      });
      this.#all.add(connection);
    });
  }

  free(connection: Connection): void {
    if (!this.#all.has(connection)) return;
    connection.fresh = false;
    this.#idle.push(connection);
  }

  lost(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    const place = this.#idle.lastIndexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
  }

  /** Closes all of them; requests under way break off. */
  close(): void {
    for (const connection of [...this.#all]) connection.destroy();
    this.#all.clear();
    this.#idle.length = 0;
  }

  /** The most recently used that its server has not begun to close. */
  #ready(now: number): Connection | null {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (now < idle.usableUntil) return idle;
      this.#all.delete(idle);
      idle.destroy();
    }
    return null;
  }
}

/** Where `origin` (`http://host:port`) leads. */
export function endpointOf(origin: string, options: Omit<Endpoint, 'host' | 'port' | 'tls'>): Endpoint {
  const { protocol, hostname, port } = new URL(origin);
  const tls = protocol === 'https:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (tls ? 443 : 80)), tls, ...options };
}
