import type { Clock } from '../../mock-service/time/clock.ts';
import { InstanceConnection } from './instance-connection.ts';

/** Shorter than the keep-alive of the usual servers that do not announce theirs. */
const KEEP_ALIVE_MS = 60_000;

/**
 * The connections to one instance: each carries one request at a time, so that nothing queues, and the one used last is used first.
 * There is no limit but the deadline's: at most rate · timeout requests are under way.
 */
export class InstanceConnections {
  readonly #address: { readonly host: string; readonly port: number };
  readonly #clock: Clock;
  readonly #connectTimeoutMs: number;
  readonly #idle: InstanceConnection[] = [];
  readonly #all = new Set<InstanceConnection>();
  /** Connections opened so far: when no idle one was there. */
  opened = 0;

  /** @param origin `http://host:port` */
  constructor(origin: string, clock: Clock, connectTimeoutMs: number) {
    const { hostname, port } = new URL(origin);
    this.#address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
    this.#clock = clock;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#all.size;
  }

  /** A connection for one request. It comes back by `free` or `drop`. */
  take(): InstanceConnection {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (this.#clock.now() < idle.usableUntil) return idle;
      this.#all.delete(idle);
      idle.destroy();
    }
    this.opened++;
    const connection = new InstanceConnection(this, this.#clock, this.#address, this.#connectTimeoutMs, KEEP_ALIVE_MS);
    this.#all.add(connection);
    return connection;
  }

  free(connection: InstanceConnection): void {
    this.#idle.push(connection);
  }

  drop(connection: InstanceConnection): void {
    this.#all.delete(connection);
    const place = this.#idle.lastIndexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
  }

  /** Closes all of them. */
  close(): void {
    for (const connection of [...this.#all]) connection.destroy();
    this.#all.clear();
    this.#idle.length = 0;
  }
}
