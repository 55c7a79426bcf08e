import { createRequire } from 'node:module';
import type { Client, Dispatcher } from 'undici';
import type { Clock } from '../../mock-service/time/clock.ts';
import type { Connection, ConnectionOwner } from './connection.ts';
import type { Exchange, Headers, Reason, TransportFailure } from './exchange.ts';

/** undici's own time limits are off: they are up to a second late, and deadlines are ours, on the Clock. */
const CLIENT_OPTIONS = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 60_000 } as const;

const require = createRequire(import.meta.url);

/** A connection by TLS, as undici makes it. */
export class UndiciConnection implements Connection, Dispatcher.DispatchHandler {
  readonly #client: Client;
  readonly #owner: ConnectionOwner;
  readonly #clock: Clock;
  readonly usableUntil = Number.POSITIVE_INFINITY;
  #exchange: Exchange | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #chunks: Buffer[] = [];
  /** The caller has gone; what still comes is for nobody. */
  #abandoned = false;

  /** @param anyCertificate whether the server's certificate is not checked. */
  constructor(owner: ConnectionOwner, clock: Clock, url: string, connectTimeoutMs: number, anyCertificate: boolean) {
    this.#owner = owner;
    this.#clock = clock;
    // Loaded when it is needed: that takes a tenth of a second, and most drills speak plain HTTP.
    const { Client } = require('undici') as typeof import('undici');
    const connect = { timeout: connectTimeoutMs, rejectUnauthorized: !anyCertificate };
    this.#client = new Client(url, { ...CLIENT_OPTIONS, connect });
    this.#client.once('disconnect', () => owner.lost(this));
  }

  send(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#abandoned = false;
    this.#chunks = [];
    exchange.transit = this;
    exchange.sentAt = this.#clock.now();
    this.#client.dispatch(
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
    this.#exchange = null;
    this.#controller?.abort(new Error('the caller went away'));
  }

  destroy(): void {
    this.#client.destroy().catch(() => {});
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abandoned) controller.abort(new Error('the caller went away'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: object): void {
    const exchange = this.#exchange;
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
    const exchange = this.#exchange;
    this.#release();
    this.#owner.free(this);
    if (exchange === null) return;
    exchange.replyBody = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#owner.ended(exchange, this.#clock.now());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const exchange = this.#exchange;
    this.#release();
    this.#owner.lost(this);
    this.destroy();
    if (exchange === null) return;
    exchange.status = 0;
    exchange.failure = failureOf(error);
    this.#owner.ended(exchange, this.#clock.now());
  }

  #release(): void {
    this.#exchange = null;
    this.#controller = null;
  }
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
