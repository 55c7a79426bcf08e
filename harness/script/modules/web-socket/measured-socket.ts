import type { TagSet } from '../../../measure/tags.ts';
import type { Headers } from '../../../transport/exchange.ts';
import type { Handshake, WebSocketEnd, WebSocketLine, WebSocketListener } from '../../../transport/web-socket.ts';
import type { VuContext } from '../../runtime/script-runtime.ts';
import type { CookieJar } from '../http/cookie-jar.ts';
import { requestError } from '../http/error-code.ts';
import type { SocketClient } from './socket-client.ts';

/** What a script wants opened: with its VU's tags and cookies. */
export interface SocketRequest {
  /** `ws://…` or `wss://…`. */
  readonly url: string;
  /** The same as HTTP has it: cookies go by it. */
  readonly httpUrl: string;
  readonly headers: Headers;
  readonly compresses: boolean;
  readonly jar: CookieJar;
  readonly vu: VuContext;
  /** The VU's tags when it asked. */
  readonly vuTags: TagSet;
  /** With those of the request. */
  readonly tags: TagSet;
}

/** Why a WebSocket did not open, or broke; '' where it was closed in order. */
export function errorOf({ code, reason, failure, refusal }: WebSocketEnd): string {
  if (refusal !== null) return `websocket: bad handshake: the server answered ${refusal.status}`;
  if (failure !== null && code === 1006) return requestError(0, failure).text;
  return code === 1000 || code === 1005 ? '' : `websocket: close ${code}${reason === '' ? '' : `: ${reason}`}`;
}

/** A WebSocket of a script, between its line and the API that the script sees: counts and measures what goes over it. */
export class MeasuredSocket implements WebSocketListener {
  readonly #client: SocketClient;
  readonly #request: SocketRequest;
  readonly #receiver: WebSocketListener;
  readonly #line: WebSocketLine;
  readonly #startedAt: number;
  readonly #pings = new Map<string, number>();
  #tags: TagSet;
  #pingCount = 0;
  #hasOpened = false;

  constructor(client: SocketClient, request: SocketRequest, receiver: WebSocketListener) {
    this.#client = client;
    this.#request = request;
    this.#receiver = receiver;
    this.#startedAt = client.now();
    this.#tags = request.tags;
    this.#line = client.dial(request, this);
  }

  get bufferedBytes(): number {
    return this.#line.bufferedBytes;
  }

  send(data: string | Uint8Array): void {
    this.#client.metrics.sent.add(1, this.#tags);
    this.#line.send(data);
  }

  ping(): void {
    const id = String(this.#pingCount++);
    this.#pings.set(id, this.#client.now());
    this.#line.ping(id);
  }

  close(code: number | undefined, reason: string): void {
    this.#line.close(code, reason);
  }

  /** The iteration is interrupted, or has failed. */
  abort(): void {
    this.#measureEnd(this.#line.abort());
  }

  opened(handshake: Handshake): void {
    this.#hasOpened = true;
    const { metrics } = this.#client;
    this.#tags = this.#client.tagsOf(this.#request, handshake, '');
    metrics.connecting.add(this.#client.now() - this.#startedAt, this.#tags);
    metrics.sessions.add(1, this.#tags);
    this.#storeCookies(handshake);
    this.#receiver.opened(handshake);
  }

  message(data: string | Uint8Array): void {
    this.#client.metrics.received.add(1, this.#tags);
    this.#receiver.message(data);
  }

  pinged(): void {
    this.#receiver.pinged();
  }

  ponged(id: string): void {
    const sentAt = this.#pings.get(id);
    this.#pings.delete(id);
    if (sentAt !== undefined) this.#client.metrics.ping.add(this.#client.now() - sentAt, this.#tags);
    this.#receiver.ponged(id);
  }

  ended(end: WebSocketEnd): void {
    if (!this.#hasOpened) {
      if (end.refusal !== null) this.#storeCookies(end.refusal);
      this.#tags = this.#client.tagsOf(this.#request, end.refusal, errorOf(end));
      // What fails took the time that it took to fail, as with requests.
      this.#client.metrics.connecting.add(this.#client.now() - this.#startedAt, this.#tags);
    }
    this.#measureEnd(end);
    this.#receiver.ended(end);
  }

  #storeCookies({ headers }: Handshake): void {
    const cookies = headers['set-cookie'];
    if (cookies !== undefined) this.#request.jar.store(this.#request.httpUrl, cookies);
  }

  #measureEnd({ sentBytes, receivedBytes }: Pick<WebSocketEnd, 'sentBytes' | 'receivedBytes'>): void {
    const { metrics } = this.#client;
    const { vuTags } = this.#request;
    if (this.#hasOpened) metrics.sessionDuration.add(this.#client.now() - this.#startedAt, this.#tags);
    if (sentBytes > 0) metrics.dataSent.add(sentBytes, vuTags);
    if (receivedBytes > 0) metrics.dataReceived.add(receivedBytes, vuTags);
  }
}
