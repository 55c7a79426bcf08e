import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { Connections, endpointOf } from '../http1/connections.ts';
import type { FailoverProxy } from './failover-proxy.ts';
import { LiveCall } from './live-call.ts';
import { RequestFacts, requestHead } from './request-head.ts';

/** Bodies up to this size are collected before they are sent, and can be sent twice; larger ones are streamed, once. */
const COLLECTED_BYTES = 16_384;

/** Idle callers keep their connection this long: longer than any client's own limit, so that the client closes first. */
const KEEP_ALIVE_MS = 75_000;

/** Connections to instances lie idle for less than the usual servers keep them that do not announce it. */
const TO_INSTANCES = { keepAliveMs: 60_000, anyCertificate: false };

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
}

/** The proxy on sockets: node:http towards its callers, connections of our own towards the instances. */
export class LiveProxy {
  readonly #proxy: FailoverProxy;
  readonly #clock: Clock;
  readonly #userOf: UserOf;
  readonly #connections: readonly Connections[];
  readonly #server: Server;
  readonly #tlsServer: Server | null;
  readonly #options: LiveProxyOptions;
  readonly #facts = new RequestFacts();
  #closing = false;

  constructor(options: LiveProxyOptions) {
    const { proxy, clock, userOf, tls } = options;
    this.#options = options;
    this.#proxy = proxy;
    this.#clock = clock;
    this.#userOf = userOf;
    const { connectTimeoutMs } = proxy.config;
    this.#connections = proxy.instances.map(
      ({ origin }) => new Connections(clock, endpointOf(origin, { connectTimeoutMs, ...TO_INSTANCES })),
    );
    this.#server = this.#serve(createServer(SERVER_OPTIONS), 'http');
    this.#tlsServer = tls === undefined ? null : this.#serve(createTlsServer({ ...SERVER_OPTIONS, ...tls }), 'https');
  }

  /** Connections to the instances: open now, and opened so far. */
  get connections(): { open: number; opened: number } {
    let open = 0;
    let opened = 0;
    for (const connections of this.#connections) {
      open += connections.open;
      opened += connections.opened;
    }
    return { open, opened };
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
    for (const connections of this.#connections) connections.close();
  }

  #serve(server: Server, protocol: 'http' | 'https'): Server {
    server.on('request', this.#listener(protocol));
    server.on('connect', (_request: IncomingMessage, socket: Socket) => {
      socket.end('HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
    return server;
  }

  #listener(protocol: 'http' | 'https'): RequestListener {
    const facts = this.#facts;
    const { forwarder } = this.#proxy;
    return (request, response) => {
      const path = originForm(request.url as string);
      if (path === null) {
        response.writeHead(400, { 'content-length': 0 }).end();
        return;
      }
      const address = request.socket.remoteAddress ?? 'unknown';
      const head = requestHead(request.method as string, path, request.rawHeaders, address, protocol, facts);
      const call = new LiveCall(forwarder, request, response, this.#connections, head);
      call.user = this.#userOf(facts.credentials, path);
      if (this.#closing) response.shouldKeepAlive = false;
      const { bodyBytes } = facts;
      if (bodyBytes > 0 && bodyBytes <= COLLECTED_BYTES) {
        call.collectBody(() => forwarder.arrived(call, this.#clock.now()));
        return;
      }
      if (bodyBytes > 0) call.streamBody(bodyBytes === Number.POSITIVE_INFINITY);
      forwarder.arrived(call, this.#clock.now());
    };
  }
}

/** The path and query of a request's target, which may be an absolute URI (RFC 9112 §3.2); null if it has none. */
function originForm(target: string): string | null {
  if (target.charCodeAt(0) === SLASH) return target;
  if (!URL.canParse(target)) return null;
  const { pathname, search } = new URL(target);
  return pathname + search;
}

const SLASH = 47;

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
