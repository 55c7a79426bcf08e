import { dirname, resolve } from 'node:path';
import type { Rpcs } from '../../transport/rpc.ts';
import { GRPC_CONSTANTS } from '../modules/grpc-constants.ts';
import { promised } from '../modules/http/async-request.ts';
import type { ModulePorts } from '../modules/k6-modules.ts';
import { onlyInInit } from '../modules/life.ts';
import type { BlockingCall } from '../runtime/blocking-call.ts';
import { pending, rejectPromise, type ScriptPromise } from '../runtime/script-promise.ts';
import type { Steps } from '../runtime/steps.ts';
import { finish, link, type ScriptFunction, settled, type Twin } from '../runtime/twin.ts';
import { Connecting } from './connecting.ts';
import type { Connected } from './measured-call.ts';
import { ownProtos } from './own-protos.ts';
import { RpcClient } from './rpc-client.ts';
import { Schema, SchemaFiles } from './schema.ts';
import { ScriptStream } from './stream.ts';
import { UnaryCall } from './unary-call.ts';

/** Makes `k6/net/grpc` for scripts that import it. @param script its path: files are looked for beside it */
export function grpcPort(rpcs: Rpcs, script: string): NonNullable<ModulePorts['grpc']> {
  const files = new SchemaFiles(dirname(resolve(script)));
  return (client, log) => grpcModule(new RpcClient(client, rpcs, log, files));
}

function grpcModule(client: RpcClient): Record<string, unknown> {
  class Client extends ScriptClient {
    constructor() {
      super(client);
    }
  }
  class Stream extends ScriptStream {
    constructor(of: unknown, url: unknown, params?: unknown) {
      if (!(of instanceof Client)) throw new TypeError('new grpc.Stream() needs a grpc.Client as its first argument');
      const { connected, schema } = stateOf(of);
      super(client, connected(), schema.method(String(url)), schema.registry, client.settings(params));
    }
  }
  return { Client, Stream, ...GRPC_CONSTANTS };
}

/** What a client of a script has: what it has loaded, and where it is connected to. */
class ClientState {
  readonly schema = new Schema();
  #connected: Connected | null = null;

  /** @throws Error before `client.connect()`, and after `client.close()` */
  readonly connected = (): Connected => {
    if (this.#connected === null) throw new Error('the gRPC client is not connected: call client.connect() first');
    return this.#connected;
  };

  connect(connected: Connected | null): void {
    this.#connected?.connection.close();
    this.#connected = connected;
  }
}

let stateOf: (client: ScriptClient) => ClientState;

/** A gRPC client as the script sees it. `connect`, `invoke` and `healthCheck` wait: compiled scripts call their twins. */
class ScriptClient {
  readonly #client: RpcClient;
  readonly #state = new ClientState();

  constructor(client: RpcClient) {
    this.#client = client;
  }

  static {
    stateOf = client => client.#state;
  }

  load(importPaths: unknown, ...files: unknown[]): void {
    onlyInInit(this.#client.http.runtime, 'client.load()');
    if (importPaths !== null && importPaths !== undefined && !Array.isArray(importPaths))
      throw new TypeError(
        `client.load() takes a list of folders, or null, and then files (got ${JSON.stringify(importPaths)})`,
      );
    if (files.length === 0) throw new TypeError('client.load() needs a .proto file');
    const folders = (importPaths ?? []) as unknown[];
    this.#state.schema.add(this.#client.files.protos(folders.map(String), files.flat().map(String)));
  }

  loadProtoset(path: unknown): void {
    onlyInInit(this.#client.http.runtime, 'client.loadProtoset()');
    this.#state.schema.add(this.#client.files.protoset(String(path)));
  }

  connect(...args: [unknown, unknown]): unknown {
    return finish(connectTwin.call(this, ...args));
  }

  invoke(...args: [unknown, unknown, unknown]): unknown {
    return finish(invokeTwin.call(this, ...args));
  }

  asyncInvoke(...args: [unknown, unknown, unknown]): ScriptPromise {
    let call: BlockingCall;
    try {
      call = this.describeCall(...args);
    } catch (error) {
      const promise = pending();
      rejectPromise(promise, error);
      return promise;
    }
    return promised(this.#client.http.runtime.current.loop, call, 'client.asyncInvoke');
  }

  healthCheck(service?: unknown): unknown {
    return finish(healthTwin.call(this, service));
  }

  close(): void {
    this.#state.connect(null);
  }

  describeConnect(address: unknown, params: unknown): BlockingCall {
    const settings = this.#client.connection(address, params);
    return new Connecting(this.#client, settings, (connection, reflected) => {
      this.#state.connect({ address: settings.address, connection });
      if (reflected !== null) this.#state.schema.add(reflected);
    });
  }

  describeCall(url: unknown, request: unknown, params: unknown): BlockingCall {
    const { schema, connected } = this.#state;
    const client = this.#client;
    return new UnaryCall(
      client,
      connected(),
      schema.method(String(url)),
      schema.registry,
      request,
      client.settings(params),
    );
  }

  describeHealth(service: unknown): BlockingCall {
    const schema = new Schema();
    schema.add(ownProtos());
    const method = schema.method('grpc.health.v1.Health/Check');
    const request = { service: service === undefined || service === null ? '' : String(service) };
    const client = this.#client;
    return new UnaryCall(client, this.#state.connected(), method, null, request, client.settings(null));
  }
}

function* connectTwin(this: ScriptClient, address: unknown, params: unknown): Steps {
  return settled(yield this.describeConnect(address, params));
}

function* invokeTwin(this: ScriptClient, url: unknown, request: unknown, params: unknown): Steps {
  return settled(yield this.describeCall(url, request, params));
}

function* healthTwin(this: ScriptClient, service?: unknown): Steps {
  return settled(yield this.describeHealth(service));
}

link(ScriptClient.prototype.connect as ScriptFunction, connectTwin as Twin);
link(ScriptClient.prototype.invoke as ScriptFunction, invokeTwin as Twin);
link(ScriptClient.prototype.healthCheck as ScriptFunction, healthTwin as Twin);
