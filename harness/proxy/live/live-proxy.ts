import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, type Timer, timer } from '../../../mock-service/time/clock.ts';
import type { LocalFailure } from '../../http1/connection-failure.ts';
import { Connections } from '../../http1/connections.ts';
import { DeadlineQueue } from '../../http1/deadlines.ts';
import { endpointOf } from '../../http1/socket.ts';
import type { Call } from '../call.ts';
import type { FailoverProxy } from '../failover-proxy.ts';
import { RequestHeadFacts, requestHead, VIA } from '../request-head.ts';
import { CallerConnection } from './caller-connection.ts';
import { LiveCall, type Surroundings } from './live-call.ts';

/** Idle callers keep their connection this long: longer than any client's own limit, so that the client closes first. */
const KEEP_ALIVE_MS = 75_000;

/** Connections to instances lie idle for less than the usual servers keep them that do not announce it. */
const TO_INSTANCES = { keepAliveMs: 60_000, anyCertificate: false, mayReach: null };

/** How often a closing proxy looks for connections that have become idle. */
const SWEEP_MS = 20;

const SERVER_OPTIONS: ServerOptions = {
  keepAlive: true,
  noDelay: true,
  keepAliveTimeout: KEEP_ALIVE_MS,
  // Node makes no stream for the body of a request that has none: a tenth of its cost. Versions that do not know it ignore it.
  optimizeEmptyRequests: true,
};

/** Numbers the user whose request it is: mock-service's `userOf`. Header names are in lower case. */
export type UserOf = (headers: Readonly<Record<string, string | undefined>>, path: string) => number;

export interface LiveProxyOptions {
  readonly proxy: FailoverProxy;
  readonly clock: Clock;
  readonly userOf: UserOf;
  /** PEM texts: serves https as well. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly tlsPort?: number;
  /** Told whenever this machine refuses it a connection to an instance. */
  readonly refused?: (what: LocalFailure) => void;
}

/** The proxy on sockets: node:http towards its callers, connections of our own towards the instances. */
export class LiveProxy {
  readonly #clock: Clock;
  readonly #userOf: UserOf;
  readonly #surroundings: Surroundings;
  readonly #server: Server;
  readonly #tlsServer: Server | null;
  readonly #options: LiveProxyOptions;
  readonly #facts = new RequestHeadFacts();
  #closing = false;

  constructor(options: LiveProxyOptions) {
    const { proxy, clock, userOf, tls } = options;
    this.#options = options;
    this.#clock = clock;
    this.#userOf = userOf;
    const { connectTimeoutMs, timeoutMs, idleTimeoutMs = timeoutMs } = proxy.config;
    const limits = { connectTimeoutMs, stallMs: idleTimeoutMs, ...TO_INSTANCES };
    this.#surroundings = {
      forwarder: proxy.forwarder,
      clock,
      connections: proxy.instances.map(({ origin }) => new Connections(clock, endpointOf(origin, limits))),
      collecting: new DeadlineQueue<Call>(clock, timeoutMs, call => (call as LiveCall).bodyLate()),
      refused: options.refused ?? (() => {}),
    };
    this.#server = this.#serve(createServer(SERVER_OPTIONS), 'http');
    this.#tlsServer = tls === undefined ? null : this.#serve(createTlsServer({ ...SERVER_OPTIONS, ...tls }), 'https');
  }

  /** Connections to the instances: open now, opened so far, and requests sent once more since theirs had been closed. */
  get connections(): { open: number; opened: number; repeated: number } {
    let open = 0;
    let opened = 0;
    let repeated = 0;
    for (const connections of this.#surroundings.connections) {
      open += connections.open;
      opened += connections.opened;
      repeated += connections.repeated;
    }
    return { open, opened, repeated };
  }

  /** @returns the ports that it listens on. @throws if one is taken. */
  async listen(): Promise<{ port: number; tlsPort: number | null }> {
    const { host = '127.0.0.1', port = 0, tlsPort = 0 } = this.#options;
    return {
      port: await listen(this.#server, host, port),
      tlsPort: this.#tlsServer === null ? null : await listen(this.#tlsServer, host, tlsPort),
    };
  }

  /** Takes no new connections, lets requests under way end (at most `graceMs`), then closes everything. */
  async close(graceMs = 0): Promise<void> {
    this.#closing = true;
    const servers = this.#tlsServer === null ? [this.#server] : [this.#server, this.#tlsServer];
    const closed = servers.map(server => new Promise(resolve => server.close(resolve)));
    // Node has closed those that were idle; the others become so one by one.
    const sweep: Timer = timer(now => {
      for (const server of servers) {
        if (now >= end) server.closeAllConnections();
        else server.closeIdleConnections();
      }
      this.#clock.schedule(sweep, now + SWEEP_MS);
    });
    const end = this.#clock.now() + graceMs;
    this.#clock.schedule(sweep, this.#clock.now());
    await Promise.all(closed);
    this.#clock.cancel(sweep);
    this.#surroundings.collecting.close();
    for (const connections of this.#surroundings.connections) connections.close();
  }

  #serve(server: Server, protocol: 'http' | 'https'): Server {
    // A caller that has said all it has to say may close its half and still wait for the answer.
    Object.assign(server, { httpAllowHalfOpen: true });
    server.on('request', this.#listener(protocol));
    server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => {
      if (code === 'ECONNRESET' || !socket.writable) socket.destroy();
      // Behind a request that ends the connection nothing is read.
      else if (code !== 'HPE_CLOSED_CONNECTION') CallerConnection.on(socket).unreadable(unreadable(code));
    });
    server.on('connect', (_request: IncomingMessage, socket: Socket) => {
      socket.end('HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
    return server;
  }

  #listener(protocol: 'http' | 'https'): RequestListener {
    const facts = this.#facts;
    return (request, response) => {
      const address = request.socket.remoteAddress ?? 'unknown';
      const { method, url, rawHeaders } = request;
      // HTTP/0.9 has no fields that could frame anything.
      const known = request.httpVersionMajor > 0;
      const head = known ? requestHead(method as string, url as string, rawHeaders, address, protocol, facts) : null;
      if (head === null) {
        // What it means is not known, nor where it ends.
        const status = known ? facts.refusal : 400;
        CallerConnection.on(request.socket).refused();
        response.writeHead(status, { connection: 'close', 'content-length': 0, via: VIA }).end();
        return;
      }
      const call = new LiveCall(this.#surroundings, request, response, head, facts.bodyBytes);
      call.path = facts.path;
      call.user = this.#userOf(facts.credentials, facts.path);
      if (this.#closing) response.shouldKeepAlive = false;
      call.arrived();
    };
  }
}

/** What a caller is told whose bytes are no request, or none that could be kept. */
function unreadable(code: string | undefined): string {
  const status =
    code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW'
        ? '413 Payload Too Large'
        : code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? '408 Request Timeout'
          : '400 Bad Request';
  return `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\nvia: ${VIA}\r\n\r\n`;
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
