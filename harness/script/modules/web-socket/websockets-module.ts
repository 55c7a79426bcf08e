import type { WebSocketListener } from '../../../transport/web-socket.ts';
import type { BlockingCall } from '../../runtime/blocking-call.ts';
import type { Background, EventLoop } from '../../runtime/event-loop.ts';
import { finish, invoke, link, type ScriptFunction } from '../../runtime/twin.ts';
import { Blob } from './blob.ts';
import { errorOf, MeasuredSocket, type SocketRequest } from './measured-socket.ts';
import { bytesOf, checkCloseCode, ownBuffer } from './message-data.ts';
import type { SocketClient } from './socket-client.ts';

const EVENTS = ['open', 'message', 'ping', 'pong', 'close', 'error'] as const;
type EventName = (typeof EVENTS)[number];

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const STATES = { CONNECTING, OPEN, CLOSING, CLOSED };
/** Bytes of a reason, in UTF-8 (RFC 6455 §5.5). */
const LONGEST_REASON = 123;

/** `k6/websockets`: WebSockets as browsers have them, whose events are jobs of the VU's event loop. */
export function websocketsModule(client: SocketClient): Record<string, unknown> {
  class WebSocket extends ScriptSocket {
    /** @param _protocols k6 ignores them: they are a header */
    constructor(url: unknown, _protocols?: unknown, params?: unknown) {
      super(client, client.describe(url, params));
    }
  }
  for (const holder of [WebSocket, WebSocket.prototype])
    for (const [name, value] of Object.entries(STATES))
      Object.defineProperty(holder, name, { value, enumerable: true });
  for (const event of EVENTS) {
    const property: PropertyDescriptor & ThisType<WebSocket> = {
      get() {
        return this.handlerOf(event);
      },
      set(handler: unknown) {
        this.handle(event, handler);
      },
      enumerable: true,
    };
    Object.defineProperty(WebSocket.prototype, `on${event}`, property);
  }
  return { WebSocket, Blob };
}

/** What a script's handlers get. */
interface SocketEvent {
  readonly type: EventName;
  readonly timestamp: number;
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly error?: string;
}

/** A WebSocket as the script sees it. It holds its iteration open until it is closed. */
class ScriptSocket {
  readonly url: string;
  readonly #client: SocketClient;
  readonly #line: MeasuredSocket;
  readonly #listeners = new Map<EventName, unknown[]>();
  readonly #handlers = new Map<EventName, unknown>();
  #state = CONNECTING;
  #binaryType: 'blob' | 'arraybuffer' = 'blob';

  constructor(client: SocketClient, request: SocketRequest) {
    const { loop } = request.vu;
    if (loop === undefined) throw new Error('WebSocket works only where an iteration can wait for it');
    this.url = request.url;
    this.#client = client;
    this.#line = this.#open(request, loop);
  }

  get readyState(): number {
    return this.#state;
  }

  get bufferedAmount(): number {
    return this.#line.bufferedBytes;
  }

  get binaryType(): 'blob' | 'arraybuffer' {
    return this.#binaryType;
  }

  set binaryType(type: unknown) {
    if (type !== 'blob' && type !== 'arraybuffer')
      throw new TypeError(`binaryType is 'blob' or 'arraybuffer' (got ${JSON.stringify(type)})`);
    this.#binaryType = type;
  }

  send(data: unknown): void {
    if (this.#state === CONNECTING) throw new Error('InvalidStateError: the WebSocket is not open yet');
    if (this.#state !== OPEN) return;
    this.#line.send(Blob.bytesIn(data) ?? bytesOf(data) ?? String(data));
  }

  ping(): void {
    if (this.#state === OPEN) this.#line.ping();
  }

  close(code?: unknown, reason: unknown = ''): void {
    const said = code === undefined ? undefined : checkCloseCode(code);
    const text = String(reason);
    if (Buffer.byteLength(text) > LONGEST_REASON)
      throw new RangeError(`the reason of a close has ${LONGEST_REASON} bytes at most`);
    if (this.#state >= CLOSING) return;
    this.#state = CLOSING;
    this.#line.close(said, text);
  }

  addEventListener(event: unknown, listener: unknown): void {
    const name = EVENTS.find(each => each === event);
    if (name === undefined)
      throw new TypeError(`a WebSocket has no event ${String(event)}; there are ${EVENTS.join(', ')}`);
    if (typeof listener !== 'function') throw new TypeError('addEventListener() needs a function');
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }

  /** What `on…` has. */
  handlerOf(event: EventName): unknown {
    return this.#handlers.get(event) ?? null;
  }

  handle(event: EventName, handler: unknown): void {
    this.#handlers.set(event, typeof handler === 'function' ? handler : null);
  }

  #open(request: SocketRequest, loop: EventLoop): MeasuredSocket {
    const background: Background = { cancel: () => this.#line.abort() };
    // Handlers may wait, one after the other, as any job of the VU may.
    const handlersOf = (type: EventName) => [this.#handlers.get(type), ...(this.#listeners.get(type) ?? [])];
    const self = this;
    function* twin(event: SocketEvent): Generator<BlockingCall, unknown, unknown> {
      if (event.type === 'open' && self.#state === CONNECTING) self.#state = OPEN;
      if (event.type === 'close') self.#state = CLOSED;
      for (const handler of handlersOf(event.type))
        if (typeof handler === 'function') yield* invoke(handler, self, [event]);
      return undefined;
    }
    const dispatch = link(((event: SocketEvent) => finish(twin(event))) as ScriptFunction, twin as never);
    const { epochNow } = this.#client.http;
    const post = (type: EventName, more: Omit<SocketEvent, 'type' | 'timestamp'> = {}): void =>
      loop.post(dispatch, [{ type, timestamp: epochNow(), ...more }]);
    const listener: WebSocketListener = {
      opened: () => post('open'),
      message: data => post('message', { data: this.#shown(data) }),
      pinged: () => post('ping'),
      ponged: () => post('pong'),
      ended: end => {
        const error = errorOf(end);
        const thrown = this.#state === CONNECTING ? this.#client.failed(request, end, error) : null;
        // The script's own mistake, which no handler is to swallow.
        if (thrown !== null && end.failure === 'forbidden') return loop.settle(background, raise, [thrown]);
        if (error !== '') post('error', { error });
        const closed = { type: 'close', timestamp: epochNow(), code: end.code, reason: end.reason } as const;
        loop.settle(background, dispatch, [closed]);
      },
    };
    loop.retain(background);
    return new MeasuredSocket(this.#client, request, listener);
  }

  #shown(data: string | Uint8Array): unknown {
    if (typeof data === 'string') return data;
    return this.#binaryType === 'blob' ? new Blob([data]) : ownBuffer(data);
  }
}

function raise(error: Error): never {
  throw error;
}
