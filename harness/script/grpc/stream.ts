import type { DescMethod, Registry } from '@bufbuild/protobuf';
import type { RpcEnd, RpcMetadata } from '../../transport/rpc.ts';
import { STATUS_INTERNAL, STATUS_OK } from '../modules/grpc-constants.ts';
import type { BlockingCall } from '../runtime/blocking-call.ts';
import type { Background, EventLoop } from '../runtime/event-loop.ts';
import { finish, invoke, link, type ScriptFunction } from '../runtime/twin.ts';
import { type CallReceiver, type Connected, MeasuredCall } from './measured-call.ts';
import { decoded, encoded, errorOf } from './response.ts';
import type { CallSettings, RpcClient } from './rpc-client.ts';
import { pathOf } from './unary-call.ts';

const EVENTS = ['data', 'error', 'end'] as const;
type EventName = (typeof EVENTS)[number];

/** A stream of messages as the script sees it. It holds its iteration open until the server has ended it. */
export class ScriptStream implements CallReceiver, Background {
  readonly #client: RpcClient;
  readonly #method: DescMethod;
  readonly #registry: Registry | null;
  readonly #call: MeasuredCall;
  readonly #loop: EventLoop;
  readonly #handlers = new Map<EventName, unknown[]>();
  #isFinished = false;
  #isOver = false;

  constructor(
    client: RpcClient,
    connected: Connected,
    method: DescMethod,
    registry: Registry | null,
    settings: CallSettings,
  ) {
    const { loop } = settings.vu;
    if (loop === undefined) throw new Error('grpc.Stream works only where an iteration can wait for it');
    this.#client = client;
    this.#method = method;
    this.#registry = registry;
    this.#loop = loop;
    this.#call = new MeasuredCall(client, connected, pathOf(method), settings, true, this);
    loop.retain(this);
  }

  on(event: unknown, handler: unknown): void {
    const name = EVENTS.find(each => each === event);
    if (name === undefined)
      throw new TypeError(`a stream has no event ${String(event)}; there are ${EVENTS.join(', ')}`);
    if (typeof handler !== 'function') throw new TypeError('stream.on() needs a function');
    this.#handlers.set(name, [...(this.#handlers.get(name) ?? []), handler]);
  }

  write(message: unknown): void {
    if (this.#isFinished) throw new Error('stream.end() was called: nothing more can be written');
    const bytes = encoded(this.#method.input, message, this.#registry);
    // The server may have ended it meanwhile.
    if (!this.#isOver) this.#call.send(bytes);
  }

  end(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#call.finish();
  }

  cancel(): void {
    this.#isOver = true;
    this.#call.abort();
  }

  message(bytes: Uint8Array): void {
    let data: unknown;
    try {
      data = decoded(this.#method.output, bytes, this.#registry);
    } catch (error) {
      const message = `what came is no ${this.#method.output.typeName}: ${(error as Error).message}`;
      return this.#post('error', { code: STATUS_INTERNAL, message, details: [] });
    }
    this.#post('data', data);
  }

  ended({ status, details, trailers }: RpcEnd, _: RpcMetadata): void {
    this.#isOver = true;
    if (status !== STATUS_OK) this.#post('error', errorOf(status, details, trailers, this.#registry));
    this.#loop.settle(this, this.#job(), ['end', undefined, this.#metadata()] as never[]);
  }

  #post(event: EventName, data: unknown): void {
    this.#loop.post(this.#job(), [event, data, this.#metadata()]);
  }

  #metadata(): { ts: number } {
    return { ts: this.#client.http.epochNow() };
  }

  /** Runs the handlers of an event, which may wait, one after the other. */
  #job(): (...args: never[]) => unknown {
    const handlers = this.#handlers;
    function* twin(event: EventName, ...args: unknown[]): Generator<BlockingCall, unknown, unknown> {
      for (const handler of handlers.get(event) ?? []) yield* invoke(handler, undefined, args);
      return undefined;
    }
    const job = (...args: [EventName, ...unknown[]]): unknown => finish(twin(...args));
    return link(job as ScriptFunction, twin as never) as never;
  }
}
