import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { isLocalFailure, type LocalFailure } from '../http1/connection-failure.ts';
import { failureToConnect, openSocket } from '../http1/socket.ts';
import type { Headers, TransportFailure } from './exchange.ts';
import { reachedEndpoint } from './reached-endpoint.ts';
import { LARGEST_ANSWER_BYTES } from './reply.ts';
import type { WebSocketEnd, WebSocketLine, WebSocketListener, WebSocketRequest, WebSockets } from './web-socket.ts';

/** How long the other side may take to answer a closing handshake. */
const CLOSE_TIMEOUT_MS = 5000;
/** Of the body of an answer that opens nothing. */
const LONGEST_REFUSAL = 16_384;
const PROTOCOL_HEADER = 'sec-websocket-protocol';

/**
 * WebSockets over sockets of this machine, by the library `ws`, under the rule of the allowed hosts: a name is judged by the address that
 * it leads to. Redirects are not followed, as browsers do not either. Loaded only for scripts that open some.
 */
export class LiveWebSockets implements WebSockets {
  readonly #allowedHosts: readonly string[];
  readonly #open = new Set<LiveWebSocket>();
  /** Told what this machine itself refuses. */
  onRefused: ((what: LocalFailure) => void) | null = null;

  constructor(allowedHosts: readonly string[]) {
    this.#allowedHosts = allowedHosts;
  }

  /** How many are open, or about to be. */
  get size(): number {
    return this.#open.size;
  }

  open(request: WebSocketRequest, listener: WebSocketListener): WebSocketLine {
    const line = new LiveWebSocket(request, this.#allowedHosts, listener, failure => {
      this.#open.delete(line);
      if (isLocalFailure(failure)) this.onRefused?.(failure);
    });
    this.#open.add(line);
    return line;
  }

  /** Ends all of them, and tells nobody. */
  close(): void {
    for (const line of this.#open) line.abort();
    this.#open.clear();
  }
}

class LiveWebSocket implements WebSocketLine {
  readonly #listener: WebSocketListener;
  readonly #over: (failure: TransportFailure | null) => void;
  #socket: WebSocket | null = null;
  #connection: Socket | null = null;
  #failure: TransportFailure | null = null;
  #refusal: WebSocketEnd['refusal'] = null;
  #hasOpened = false;
  #isOver = false;

  constructor(
    request: WebSocketRequest,
    allowedHosts: readonly string[],
    listener: WebSocketListener,
    over: (failure: TransportFailure | null) => void,
  ) {
    this.#listener = listener;
    this.#over = over;
    const endpoint = reachedEndpoint(request.url.replace(/^ws/, 'http'), allowedHosts, request.timeoutMs);
    if (endpoint === null) {
      this.#failSoon('forbidden');
      return;
    }
    const { protocols, headers } = protocolsIn(request.headers);
    try {
      this.#socket = new WebSocket(request.url, protocols, {
        headers,
        perMessageDeflate: request.compresses,
        handshakeTimeout: request.timeoutMs,
        closeTimeout: CLOSE_TIMEOUT_MS,
        maxPayload: LARGEST_ANSWER_BYTES,
        createConnection: () => (this.#connection = openSocket(endpoint)),
        // The types of the library do not know all of its options.
      } as ConstructorParameters<typeof WebSocket>[2]);
    } catch {
      // A header or a protocol that none can be.
      this.#failSoon('malformed');
      return;
    }
    this.#listen(this.#socket);
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  send(data: string | Uint8Array): void {
    if (this.#isOpen) this.#socket?.send(data, { binary: typeof data !== 'string' });
  }

  ping(id: string): void {
    if (this.#isOpen) this.#socket?.ping(id);
  }

  close(code: number | undefined, reason: string): void {
    this.#socket?.close(code, reason);
  }

  abort(): Pick<WebSocketEnd, 'sentBytes' | 'receivedBytes'> {
    const bytes = this.#bytes;
    this.#end(null);
    this.#socket?.terminate();
    this.#connection?.destroy();
    return bytes;
  }

  get #isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  get #bytes() {
    const { bytesWritten = 0, bytesRead = 0 } = this.#connection ?? {};
    return { sentBytes: bytesWritten, receivedBytes: bytesRead };
  }

  #listen(socket: WebSocket): void {
    let headers: Headers = {};
    socket.on('upgrade', (answer: IncomingMessage) => {
      headers = headersOf(answer);
    });
    socket.on('open', () => {
      this.#hasOpened = true;
      if (!this.#isOver) this.#listener.opened({ status: 101, headers, body: '' });
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (!this.#isOver) this.#listener.message(isBinary ? data : data.toString('utf8'));
    });
    socket.on('ping', () => {
      if (!this.#isOver) this.#listener.pinged();
    });
    socket.on('pong', (data: Buffer) => {
      if (!this.#isOver) this.#listener.ponged(data.toString('latin1'));
    });
    socket.on('unexpected-response', (request, answer: IncomingMessage) => {
      let body = '';
      const refused = (): void => {
        this.#refusal = { status: answer.statusCode ?? 0, headers: headersOf(answer), body };
        request.destroy();
        this.#ended(1006, '');
      };
      answer.setEncoding('latin1');
      answer.on('data', (part: string) => {
        body = (body + part).slice(0, LONGEST_REFUSAL);
        if (body.length === LONGEST_REFUSAL) refused();
      });
      answer.once('end', refused);
      answer.once('error', refused);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure ??= this.#hasOpened ? 'malformed' : failureToOpen(error);
    });
    socket.on('close', (code: number, reason: Buffer) => this.#ended(code, reason.toString('utf8')));
  }

  #failSoon(failure: TransportFailure): void {
    this.#failure = failure;
    setImmediate(() => this.#ended(1006, ''));
  }

  #ended(code: number, reason: string): void {
    if (this.#isOver) return;
    const refusal = this.#refusal;
    // Nothing was said of its end.
    if (code === 1006 && refusal === null) this.#failure ??= this.#hasOpened ? 'closed' : 'reset';
    const failure = refusal === null ? this.#failure : null;
    this.#end(failure);
    this.#listener.ended({ code, reason, failure, refusal, ...this.#bytes });
  }

  #end(failure: TransportFailure | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#over(failure);
  }
}

/** The library offers subprotocols itself, and looks at what is chosen. */
function protocolsIn(headers: Headers): { protocols: string[]; headers: Headers } {
  const isProtocol = ([name]: readonly [string, string]): boolean => name.toLowerCase() === PROTOCOL_HEADER;
  const all = Object.entries(headers);
  return {
    protocols: all.filter(isProtocol).flatMap(([, value]) => value.split(',').map(each => each.trim())),
    headers: Object.fromEntries(all.filter(each => !isProtocol(each))),
  };
}

function headersOf({ headers }: IncomingMessage): Headers {
  const texts = Object.entries(headers).map(([name, value = '']) => [
    name,
    Array.isArray(value) ? value.join('\n') : value,
  ]);
  return Object.fromEntries(texts) as Headers;
}

function failureToOpen(error: NodeJS.ErrnoException): TransportFailure {
  if (error.message.includes('handshake has timed out')) return 'timeout';
  // The library's own errors have no code: what came was no handshake.
  return error.code === undefined ? 'malformed' : failureToConnect(error, 'reset');
}
