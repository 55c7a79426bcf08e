import type { DescMethod, Registry } from '@bufbuild/protobuf';
import type { RpcEnd, RpcMetadata } from '../../transport/rpc.ts';
import type { BlockingCall, Coroutine } from '../runtime/blocking-call.ts';
import { type CallReceiver, type Connected, MeasuredCall } from './measured-call.ts';
import { encoded, responseOf } from './response.ts';
import type { CallSettings, RpcClient } from './rpc-client.ts';

/** A call with one message each way, as a description. Its value is the response, whatever its status. */
export class UnaryCall implements BlockingCall, CallReceiver {
  readonly #client: RpcClient;
  readonly #connected: Connected;
  readonly #method: DescMethod;
  readonly #registry: Registry | null;
  readonly #settings: CallSettings;
  readonly #request: Uint8Array;
  #vu: Coroutine | null = null;
  #call: MeasuredCall | null = null;
  #message: Uint8Array | null = null;

  /** @throws TypeError for a method that streams, and for a request that its method does not take */
  constructor(
    client: RpcClient,
    connected: Connected,
    method: DescMethod,
    registry: Registry | null,
    request: unknown,
    settings: CallSettings,
  ) {
    if (method.methodKind !== 'unary')
      throw new TypeError(`${pathOf(method)} streams: use new grpc.Stream(client, '${pathOf(method).slice(1)}')`);
    this.#client = client;
    this.#connected = connected;
    this.#method = method;
    this.#registry = registry;
    this.#settings = settings;
    this.#request = encoded(method.input, request, registry);
  }

  begin(vu: Coroutine): void {
    this.#vu = vu;
    this.#call = new MeasuredCall(this.#client, this.#connected, pathOf(this.#method), this.#settings, false, this);
    this.#call.send(this.#request);
    this.#call.finish();
  }

  cancel(): void {
    this.#call?.abort();
  }

  message(bytes: Uint8Array): void {
    if (!this.#settings.discards) this.#message = bytes;
  }

  ended(end: RpcEnd, headers: RpcMetadata): void {
    this.#vu?.resume(responseOf(end, headers, this.#method.output, this.#message, this.#registry));
  }
}

/** `/package.Service/Method`. */
export function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}
