import type { Registry } from '@bufbuild/protobuf';
import type { TransportFailure } from '../../transport/exchange.ts';
import type { RpcConnection, RpcDialler } from '../../transport/rpc.ts';
import type { BlockingCall, Coroutine } from '../runtime/blocking-call.ts';
import { Reflection } from './reflection.ts';
import type { ConnectSettings, RpcClient } from './rpc-client.ts';

/** `client.connect` as a description: opens a connection, and asks the server for what it has if the script says so. */
export class Connecting implements BlockingCall, RpcDialler {
  readonly #client: RpcClient;
  readonly #settings: ConnectSettings;
  readonly #done: (connection: RpcConnection, reflected: Registry | null) => void;
  #vu: Coroutine | null = null;
  #stop: () => void = () => {};

  /** @param reflected what the server has; null: it was not asked */
  constructor(
    client: RpcClient,
    settings: ConnectSettings,
    done: (connection: RpcConnection, reflected: Registry | null) => void,
  ) {
    this.#client = client;
    this.#settings = settings;
    this.#done = done;
  }

  begin(vu: Coroutine): void {
    this.#vu = vu;
    this.#stop = this.#client.rpcs.connect(this.#settings, this);
  }

  cancel(): void {
    this.#stop();
  }

  connected(connection: RpcConnection): void {
    const { reflects, reflectMetadata, timeoutMs, address } = this.#settings;
    const done = (reflected: Registry | null): void => {
      this.#done(connection, reflected);
      this.#vu?.resume(true);
    };
    if (!reflects) return done(null);
    const reflection = new Reflection(connection, reflectMetadata, timeoutMs, {
      found: done,
      failed: why => {
        connection.close();
        this.#vu?.fail(new Error(`gRPC ${address}: ${why}`));
      },
    });
    this.#stop = () => {
      reflection.abort();
      connection.close();
    };
  }

  failed(failure: TransportFailure): void {
    this.#vu?.fail(this.#client.unreached(this.#settings, failure));
  }
}
