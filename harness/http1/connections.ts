import type { Clock } from '../../mock-service/time/clock.ts';
import type { ClientRequest } from './client-request.ts';
import { Connection, type ConnectionOwner } from './connection.ts';
import type { ConnectionFailure } from './connection-failure.ts';
import { DeadlineQueue } from './deadlines.ts';
import type { Endpoint } from './socket.ts';

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
  /** Answers under way. */
  readonly #watched: DeadlineQueue<Connection>;
  /** Connections that a request had to wait for. */
  opened = 0;
  /** Requests that were sent once more, since their connection had been closed when they came. */
  repeated = 0;

  constructor(clock: Clock, endpoint: Endpoint) {
    this.#clock = clock;
    this.#endpoint = endpoint;
    this.#watched = new DeadlineQueue(clock, endpoint.stallMs, (connection, now) => {
      connection.watched = false;
      connection.stalled(now);
    });
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
    this.unwatch(connection);
    if (!this.#all.has(connection)) return;
    connection.fresh = false;
    this.#idle.push(connection);
  }

  watch(connection: Connection, now: number): void {
    if (this.#endpoint.stallMs === Number.POSITIVE_INFINITY) return;
    this.unwatch(connection);
    connection.watched = true;
    this.#watched.add(connection, now);
  }

  unwatch(connection: Connection): void {
    if (!connection.watched) return;
    connection.watched = false;
    this.#watched.remove(connection);
  }

  resent(): void {
    this.opened++;
    this.repeated++;
  }

  lost(connection: Connection): void {
    this.unwatch(connection);
    if (!this.#all.delete(connection)) return;
    const place = this.#idle.lastIndexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
  }

  /** Closes all of them; requests under way break off. */
  close(): void {
    for (const connection of [...this.#all]) connection.destroy();
    this.#watched.close();
  }

  /** The most recently used that its server has not begun to close. */
  #ready(now: number): Connection | null {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (now < idle.usableUntil) return idle;
      idle.destroy();
    }
    return null;
  }
}
