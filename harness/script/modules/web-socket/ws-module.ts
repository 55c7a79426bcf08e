import { type Handler, Timer } from '../../../../mock-service/time/clock.ts';
import type { Handshake, WebSocketEnd, WebSocketListener } from '../../../transport/web-socket.ts';
import type { BlockingCall, Coroutine } from '../../runtime/blocking-call.ts';
import type { Background, EventLoop } from '../../runtime/event-loop.ts';
import { finish, invoke, link, type ScriptFunction, settled } from '../../runtime/twin.ts';
import { canonicalHeaders } from '../http/reply-headers.ts';
import { errorOf, MeasuredSocket, type SocketRequest } from './measured-socket.ts';
import { bytesOf, checkCloseCode, ownBuffer } from './message-data.ts';
import type { SocketClient } from './socket-client.ts';

const EVENTS = ['open', 'message', 'binaryMessage', 'ping', 'pong', 'close', 'error'] as const;
type EventName = (typeof EVENTS)[number];

/** Something for the script to do: the handlers of an event, or a timer's. */
interface Due {
  readonly handlers: readonly unknown[];
  readonly args: readonly unknown[];
}

/** What `ws.connect` returns. */
interface Response {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly error: string;
}

/** `k6/ws`: `connect` holds its VU until the WebSocket is closed, and runs its handlers meanwhile. */
export function wsModule(client: SocketClient): Record<string, unknown> {
  function* twin(url: unknown, ...rest: unknown[]): Generator<BlockingCall, unknown, unknown> {
    const [params, body] = rest.length > 1 ? rest : [null, rest[0]];
    if (typeof body !== 'function') throw new TypeError('ws.connect() needs a function as its last argument');
    const session = new Session(client, client.describe(url, params));
    if (!settled(yield session.dialling)) return session.response;
    try {
      yield* invoke(body, undefined, [session.socket]);
      session.emit('open');
      for (;;) {
        const due = session.take() ?? settled(yield session.waiting);
        if (due === null) return session.response;
        const { handlers, args } = due as Due;
        for (const handler of handlers) yield* invoke(handler, undefined, [...args]);
      }
    } finally {
      session.leave();
    }
  }
  const connect = (...args: [unknown, ...unknown[]]): unknown => finish(twin(...args));
  return { connect: link(connect as ScriptFunction, twin as never) };
}

/** One WebSocket of `k6/ws`: what has come and waits for the script, and the script's handlers. */
class Session implements WebSocketListener, Background {
  readonly socket = new Socket(this);
  readonly #client: SocketClient;
  readonly #request: SocketRequest;
  readonly #loop: EventLoop | undefined;
  readonly #handlers = new Map<string, unknown[]>();
  readonly #due: Due[] = [];
  readonly #timers = new Set<Timer>();
  #line: MeasuredSocket | null = null;
  #waits: Coroutine | null = null;
  #end: WebSocketEnd | null = null;
  #hasOpened = false;
  response: Response;

  constructor(client: SocketClient, request: SocketRequest) {
    this.#client = client;
    this.#request = request;
    this.#loop = client.http.runtime.current.loop;
    this.response = { url: request.url, status: 0, headers: {}, body: '', error: '' };
  }

  /** Opens it: true, or false if it did not. */
  readonly dialling: BlockingCall = {
    begin: vu => {
      this.#waits = vu;
      this.#loop?.retain(this);
      this.#line = new MeasuredSocket(this.#client, this.#request, this);
    },
    cancel: () => this.cancel(),
  };

  /** Waits for what is next to do; null: it is over. */
  readonly waiting: BlockingCall = {
    begin: vu => {
      this.#waits = vu;
    },
    cancel: () => this.cancel(),
  };

  /** What is due already; undefined: nothing, so wait. */
  take(): Due | null | undefined {
    return this.#due.shift() ?? (this.#end === null ? undefined : null);
  }

  on(event: unknown, handler: unknown): void {
    const name = EVENTS.find(each => each === event);
    if (name === undefined)
      throw new TypeError(`a WebSocket has no event ${String(event)}; there are ${EVENTS.join(', ')}`);
    if (typeof handler !== 'function') throw new TypeError('socket.on() needs a function');
    this.#handlers.set(name, [...(this.#handlers.get(name) ?? []), handler]);
  }

  emit(event: EventName, ...args: readonly unknown[]): void {
    const handlers = this.#handlers.get(event);
    if (handlers !== undefined) this.#give({ handlers, args });
  }

  send(data: string | Uint8Array): void {
    this.#line?.send(data);
  }

  ping(): void {
    this.#line?.ping();
  }

  close(code: number): void {
    this.#line?.close(code, '');
  }

  /** @param repeats every `ms`, else once */
  schedule(handler: unknown, ms: unknown, repeats: boolean): void {
    const what = repeats ? 'setInterval' : 'setTimeout';
    if (typeof handler !== 'function') throw new TypeError(`socket.${what}() needs a function`);
    const waitMs = Number(ms);
    if (!(waitMs > 0)) throw new TypeError(`socket.${what}() needs a time in ms above 0 (got ${String(ms)})`);
    if (this.#end !== null) return;
    const { clock } = this.#client.http.runtime;
    const due: Due = { handlers: [handler], args: [] };
    const fires: Handler = {
      fire: now => {
        if (repeats) clock.schedule(timer, now + waitMs);
        else this.#timers.delete(timer);
        this.#give(due);
      },
    };
    const timer = new Timer(fires);
    this.#timers.add(timer);
    clock.schedule(timer, clock.now() + waitMs);
  }

  /** The script is done with it, in order or by an exception. */
  leave(): void {
    if (this.#end === null) this.cancel();
    this.#loop?.settle(this, null, []);
  }

  /** The iteration is interrupted. */
  cancel(): void {
    this.#stopTimers();
    this.#waits = null;
    if (this.#end === null) this.#line?.abort();
    this.#line = null;
  }

  opened({ status, headers }: Handshake): void {
    this.#hasOpened = true;
    this.response = { ...this.response, status, headers: canonicalHeaders(headers) };
    this.#resume(true);
  }

  message(data: string | Uint8Array): void {
    if (typeof data === 'string') this.emit('message', data);
    else this.emit('binaryMessage', ownBuffer(data));
  }

  pinged(): void {
    this.emit('ping');
  }

  ponged(): void {
    this.emit('pong');
  }

  ended(end: WebSocketEnd): void {
    this.#end = end;
    this.#stopTimers();
    const error = errorOf(end);
    if (!this.#hasOpened) return this.#didNotOpen(end, error);
    if (error !== '') this.emit('error', { error: () => error });
    this.emit('close', end.code);
    this.#resume(null);
  }

  #didNotOpen(end: WebSocketEnd, error: string): void {
    const { status = 0, headers = {}, body = '' } = end.refusal ?? {};
    this.response = { ...this.response, status, headers: canonicalHeaders(headers), body, error };
    const thrown = this.#client.failed(this.#request, end, error);
    this.#loop?.settle(this, null, []);
    const waits = this.#waits;
    this.#waits = null;
    if (thrown === null) waits?.resume(false);
    else waits?.fail(thrown);
  }

  #give(due: Due): void {
    if (this.#waits === null) this.#due.push(due);
    else this.#resume(due);
  }

  #resume(value: unknown): void {
    const waits = this.#waits;
    this.#waits = null;
    waits?.resume(value);
  }

  #stopTimers(): void {
    for (const timer of this.#timers) this.#client.http.runtime.clock.cancel(timer);
    this.#timers.clear();
  }
}

/** What the script's function gets. */
class Socket {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  on(event: unknown, handler: unknown): void {
    this.#session.on(event, handler);
  }

  send(data: unknown): void {
    this.#session.send(String(data));
  }

  sendBinary(data: unknown): void {
    const bytes = bytesOf(data);
    if (bytes === null) throw new TypeError('socket.sendBinary() needs an ArrayBuffer');
    this.#session.send(bytes);
  }

  ping(): void {
    this.#session.ping();
  }

  close(code: unknown = 1000): void {
    this.#session.close(checkCloseCode(code));
  }

  setTimeout(handler: unknown, ms: unknown): void {
    this.#session.schedule(handler, ms, false);
  }

  setInterval(handler: unknown, ms: unknown): void {
    this.#session.schedule(handler, ms, true);
  }
}
