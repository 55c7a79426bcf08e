import type { TagSet } from '../../measure/tags.ts';
import type { RpcCall, RpcConnection, RpcEnd, RpcListener, RpcMetadata } from '../../transport/rpc.ts';
import type { CallSettings, RpcClient } from './rpc-client.ts';

/** What stands before each message on the wire: whether it is compressed, and its length (gRPC over HTTP2, Length-Prefixed-Message). */
const PREFIX_BYTES = 5;

/** Who gets what comes of a call. */
export interface CallReceiver {
  message(bytes: Uint8Array): void;
  ended(end: RpcEnd, headers: RpcMetadata): void;
}

/** A connection, and what the script calls it. */
export interface Connected {
  readonly address: string;
  readonly connection: RpcConnection;
}

/** A gRPC call of a script, between its connection and the API that the script sees: counts and measures it. */
export class MeasuredCall implements RpcListener {
  readonly #client: RpcClient;
  readonly #settings: CallSettings;
  readonly #address: string;
  readonly #path: string;
  readonly #receiver: CallReceiver;
  readonly #startedAt: number;
  readonly #streams: TagSet | null;
  readonly #call: RpcCall;
  #headers: RpcMetadata = [];

  /** @param path `/package.Service/Method`; @param isStream whether its messages are counted */
  constructor(
    client: RpcClient,
    { address, connection }: Connected,
    path: string,
    settings: CallSettings,
    isStream: boolean,
    receiver: CallReceiver,
  ) {
    this.#client = client;
    this.#settings = settings;
    this.#address = address;
    this.#path = path;
    this.#receiver = receiver;
    this.#startedAt = client.now();
    this.#streams = isStream ? client.tagsOf(settings, address, path, null) : null;
    if (this.#streams !== null) client.metrics.streams.add(1, this.#streams);
    const { metadata, authority, timeoutMs } = settings;
    this.#call = connection.call({ path, metadata, authority, timeoutMs }, this);
  }

  send(message: Uint8Array): void {
    const { metrics } = this.#client;
    if (this.#streams !== null) metrics.sent.add(1, this.#streams);
    metrics.dataSent.add(PREFIX_BYTES + message.byteLength, this.#settings.vuTags);
    this.#call.send(message);
  }

  finish(): void {
    this.#call.finish();
  }

  /** The iteration is interrupted. */
  abort(): void {
    this.#call.abort();
  }

  headers(headers: RpcMetadata): void {
    this.#headers = headers;
  }

  message(bytes: Uint8Array): void {
    const { metrics } = this.#client;
    if (this.#streams !== null) metrics.received.add(1, this.#streams);
    metrics.dataReceived.add(PREFIX_BYTES + bytes.byteLength, this.#settings.vuTags);
    this.#receiver.message(bytes);
  }

  ended(end: RpcEnd): void {
    const client = this.#client;
    const tags = client.tagsOf(this.#settings, this.#address, this.#path, end.status);
    client.metrics.duration.add(client.now() - this.#startedAt, tags);
    client.ended(this.#settings, this.#address, this.#path, end.status, end.details);
    this.#receiver.ended(end, this.#headers);
  }
}
