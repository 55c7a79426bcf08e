import { connect, type Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { Clock } from '../../mock-service/time/clock.ts';
import { isAllowedHost } from './allowed-hosts.ts';
import type { Exchange, Headers, Reason, Transport, TransportFailure } from './exchange.ts';

/** undici's own time limits are off: they are up to a second late, and deadlines are ours, on the Clock. */
const CLIENT_OPTIONS = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 60_000 } as const;

/** One connection, carrying one exchange at a time. */
class Connection implements Dispatcher.DispatchHandler {
  readonly client: Client;
  readonly origin: Origin;
  readonly #clock: Clock;
  exchange: Exchange | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #chunks: Buffer[] = [];
  /** The caller has gone; what still comes is for nobody. */
  #abandoned = false;

  constructor(origin: Origin, client: Client, clock: Clock) {
    this.origin = origin;
    this.client = client;
    this.#clock = clock;
  }

  send(exchange: Exchange): void {
    this.exchange = exchange;
    this.#abandoned = false;
    this.#chunks = [];
    exchange.transit = this;
    exchange.sentAt = this.#clock.now();
    this.client.dispatch(
      {
        path: exchange.path,
        method: exchange.method as Dispatcher.HttpMethod,
        headers: exchange.headers,
        body: exchange.body,
      },
      this,
    );
  }

  abort(): void {
    this.#abandoned = true;
    this.exchange = null;
    this.#controller?.abort(new Error('the caller went away'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abandoned) controller.abort(new Error('the caller went away'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: object): void {
    const { exchange } = this;
    if (exchange === null) return;
    exchange.status = status;
    exchange.headersAt = this.#clock.now();
    exchange.replyHeaders = headers as Headers;
    const reason = (headers as Headers)['x-headroom-reason'];
    exchange.reason = (reason as Reason | undefined) ?? null;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { exchange } = this;
    this.#release();
    this.origin.free(this);
    if (exchange === null) return;
    exchange.replyBody = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    exchange.ended(this.#clock.now());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const { exchange } = this;
    this.#release();
    this.origin.lost(this);
    if (exchange === null) return;
    exchange.status = 0;
    exchange.failure = failureOf(error);
    exchange.ended(this.#clock.now());
  }

  #release(): void {
    if (this.exchange !== null) this.exchange.transit = null;
    this.exchange = null;
    this.#controller = null;
  }
}

/** The connections to one origin. */
class Origin {
  readonly url: string;
  readonly #transport: LiveTransport;
  /** Ready and unused, the most recently used last: what is warm is used first. */
  readonly #idle: Connection[] = [];
  readonly all = new Set<Connection>();

  constructor(url: string, transport: LiveTransport) {
    this.url = url;
    this.#transport = transport;
  }

  send(exchange: Exchange): void {
    const ready = this.#idle.pop();
    exchange.opened = ready === undefined;
    (ready ?? this.#transport.open(this)).send(exchange);
  }

  free(connection: Connection): void {
    if (this.all.has(connection)) this.#idle.push(connection);
  }

  lost(connection: Connection): void {
    this.all.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    connection.client.destroy().catch(() => {});
  }

  adopt(connection: Connection): void {
    this.all.add(connection);
  }
}

/**
 * HTTP over sockets, by undici. Every request has a connection of its own, so that nothing queues inside the client; idle
 * connections are reused, and `prepare` opens as many as a drill needs before its clock starts, since opening one costs more
 * than a request.
 */
export class LiveTransport implements Transport {
  readonly #clock: Clock;
  readonly #allowedHosts: readonly string[];
  readonly #connectTimeoutMs: number;
  readonly #origins = new Map<string, Origin>();
  /** Connections opened on demand, not by `prepare`: a figure of the generator's health. */
  opened = 0;

  constructor(clock: Clock, options: { allowedHosts?: readonly string[]; connectTimeoutMs?: number } = {}) {
    this.#clock = clock;
    this.#allowedHosts = options.allowedHosts ?? [];
    this.#connectTimeoutMs = options.connectTimeoutMs ?? 30_000;
  }

  send(exchange: Exchange): void {
    const origin = this.#origin(exchange.origin);
    if (origin !== null) return origin.send(exchange);
    exchange.failure = 'forbidden';
    queueMicrotask(() => exchange.ended(this.#clock.now()));
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
    const { protocol, hostname, port } = new URL(url);
    if (protocol !== 'http:') return;
    const batch = 200;
    for (let done = 0; done < count; done += batch) {
      const sockets = Array.from({ length: Math.min(batch, count - done) }, () =>
        openSocket(Number(port || 80), hostname.replace(/^\[|\]$/g, '')),
      );
      for (const socket of await Promise.all(sockets)) {
        let handed = false;
        const client = new Client(url, {
          ...CLIENT_OPTIONS,
          connect: (_options, done) => {
            if (handed) return done(new Error('the connection is gone'), null);
            handed = true;
            // Later: undici does not look again at its queue if it is connected from inside its own call.
            queueMicrotask(() => done(null, socket));
          },
        });
        const connection = new Connection(origin, client, this.#clock);
        client.once('disconnect', () => origin.lost(connection));
        origin.adopt(connection);
        origin.free(connection);
      }
    }
  }

  /** Closes every connection; requests under way end as reset. */
  async close(): Promise<void> {
    const clients = [...this.#origins.values()].flatMap(origin => [...origin.all].map(({ client }) => client));
    this.#origins.clear();
    await Promise.all(clients.map(client => client.destroy()));
  }

  /** Called by an origin that has no idle connection. */
  open(origin: Origin): Connection {
    this.opened++;
    const client = new Client(origin.url, {
      ...CLIENT_OPTIONS,
      connect: { timeout: this.#connectTimeoutMs, rejectUnauthorized: !this.#isLocal(origin.url) },
    });
    const connection = new Connection(origin, client, this.#clock);
    client.once('disconnect', () => origin.lost(connection));
    origin.adopt(connection);
    return connection;
  }

  /** A certificate of this machine's own service is self-signed, and nobody is in between. */
  #isLocal(url: string): boolean {
    return isAllowedHost(new URL(url).hostname, []);
  }

  #origin(url: string): Origin | null {
    let origin = this.#origins.get(url);
    if (origin === undefined) {
      if (!isAllowedHost(new URL(url).hostname, this.#allowedHosts)) return null;
      origin = new Origin(url, this);
      this.#origins.set(url, origin);
    }
    return origin;
  }
}

function openSocket(port: number, host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });
}

function failureOf(error: Error): TransportFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'connect-timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  if (error.name === 'HTTPParserError') return 'malformed';
  if (code.startsWith('ERR_TLS') || code.startsWith('CERT_') || code.includes('CERT')) return 'tls';
  return 'reset';
}
