import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Channel, type ChannelOptions, connectivityState, credentials, Metadata } from '@grpc/grpc-js';
import { isLocalFailure, type LocalFailure } from '../http1/connection-failure.ts';
import { addressesOf, type Endpoint, failureToConnect, openSocket } from '../http1/socket.ts';
import type { TransportFailure } from './exchange.ts';
import { reachedEndpoint } from './reached-endpoint.ts';
import {
  CANCELLED,
  type RpcCall,
  type RpcConnect,
  type RpcConnection,
  type RpcDialler,
  type RpcEnd,
  type RpcIdentity,
  type RpcListener,
  type RpcMetadata,
  type RpcRequest,
  type Rpcs,
} from './rpc.ts';

/**
 * gRPC over sockets of this machine, by the library `@grpc/grpc-js`, under the rule of the allowed hosts: names are looked up here, and the
 * library gets addresses that may be called. Loaded only for scripts that make such calls.
 */
export class LiveRpcs implements Rpcs {
  readonly #allowedHosts: readonly string[];
  readonly #open = new Set<LiveRpcConnection>();
  /** Told what this machine itself refuses. */
  onRefused: ((what: LocalFailure) => void) | null = null;

  constructor(allowedHosts: readonly string[]) {
    this.#allowedHosts = allowedHosts;
  }

  connect(request: RpcConnect, dialler: RpcDialler): () => void {
    let isOver = false;
    let channel: Channel | null = null;
    const endpoint = reachedEndpoint(urlOf(request), this.#allowedHosts, request.timeoutMs);
    const deadline = Date.now() + request.timeoutMs;
    const failed = (failure: TransportFailure): void => {
      if (isOver) return;
      isOver = true;
      if (isLocalFailure(failure)) this.onRefused?.(failure);
      dialler.failed(failure);
    };
    const open = (endpoint: Endpoint, [address, ...others]: readonly string[]): void => {
      if (isOver || address === undefined) return;
      let tried: Channel;
      try {
        tried = channel = channelTo(request, endpoint, address);
      } catch {
        // What the script gave as a certificate or a key is none.
        return failed('tls');
      }
      whenReady(tried, deadline, outcome => {
        if (isOver) return;
        if (outcome === 'ready') {
          isOver = true;
          const connection = new LiveRpcConnection(tried, () => this.#open.delete(connection));
          this.#open.add(connection);
          return dialler.connected(connection);
        }
        tried.close();
        if (outcome === 'late') failed('connect-timeout');
        else if (others.length > 0) open(endpoint, others);
        else whyNot({ ...endpoint, host: address }, failed);
      });
    };
    if (endpoint === null) setImmediate(failed, 'forbidden' as const);
    else addressesOf(endpoint, addresses => open(endpoint, addresses), failed);
    return () => {
      isOver = true;
      channel?.close();
    };
  }

  /** Ends all of them, and tells nobody. */
  close(): void {
    for (const connection of this.#open) connection.abort();
    this.#open.clear();
  }
}

/** How long it is looked for why a connection failed. */
const REASON_MS = 5000;
const CLOSED = 'canceled: the connection was closed';

class LiveRpcConnection implements RpcConnection {
  readonly #channel: Channel;
  readonly #over: () => void;
  readonly #calls = new Set<LiveRpcCall>();

  constructor(channel: Channel, over: () => void) {
    this.#channel = channel;
    this.#over = over;
  }

  call(request: RpcRequest, listener: RpcListener): RpcCall {
    const call = new LiveRpcCall(this.#channel, request, listener, () => this.#calls.delete(call));
    this.#calls.add(call);
    return call;
  }

  close(): void {
    for (const call of this.#calls) call.cancel();
    this.#channel.close();
    this.#over();
  }

  abort(): void {
    for (const call of this.#calls) call.abort();
    this.close();
  }
}

class LiveRpcCall implements RpcCall {
  readonly #call: ReturnType<Channel['createCall']>;
  readonly #listener: RpcListener;
  readonly #over: () => void;
  readonly #unsent: Buffer[] = [];
  #isSending = false;
  #isFinished = false;
  #isOver = false;

  constructor(
    channel: Channel,
    { path, metadata, authority, timeoutMs }: RpcRequest,
    listener: RpcListener,
    over: () => void,
  ) {
    this.#listener = listener;
    this.#over = over;
    const deadline = timeoutMs === Number.POSITIVE_INFINITY ? timeoutMs : Date.now() + timeoutMs;
    this.#call = channel.createCall(path, deadline, authority, null, null);
    this.#call.start(sentMetadata(metadata), {
      onReceiveMetadata: headers => {
        if (this.#isOver) return;
        listener.headers(receivedMetadata(headers));
        this.#call.startRead();
      },
      onReceiveMessage: (bytes: Buffer | null) => {
        if (this.#isOver || bytes === null) return;
        listener.message(bytes);
        if (!this.#isOver) this.#call.startRead();
      },
      onReceiveStatus: ({ code, details, metadata: trailers }) => {
        if (this.#isOver) return;
        this.#end();
        listener.ended({ status: code, details, trailers: receivedMetadata(trailers) } satisfies RpcEnd);
      },
    });
  }

  send(message: Uint8Array): void {
    if (this.#isOver) return;
    this.#unsent.push(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
    if (!this.#isSending) this.#sendNext();
  }

  finish(): void {
    this.#isFinished = true;
    if (!this.#isOver && !this.#isSending) this.#call.halfClose();
  }

  /** Its connection is closed. */
  cancel(): void {
    if (this.#isOver) return;
    this.abort();
    setImmediate(() => this.#listener.ended({ status: CANCELLED, details: CLOSED, trailers: [] }));
  }

  abort(): void {
    if (this.#isOver) return;
    this.#end();
    this.#call.cancelWithStatus(CANCELLED, CLOSED);
  }

  /** The library takes one message at a time. */
  #sendNext(): void {
    const next = this.#isOver ? undefined : this.#unsent.shift();
    this.#isSending = next !== undefined;
    if (next !== undefined) this.#call.sendMessageWithContext({ callback: () => this.#sendNext() }, next);
    else if (this.#isFinished && !this.#isOver) this.#call.halfClose();
  }

  #end(): void {
    this.#isOver = true;
    this.#over();
  }
}

function urlOf({ secure, address }: RpcConnect): string {
  return `${secure === null ? 'http' : 'https'}://${address}`;
}

function channelTo(request: RpcConnect, { host, port, anyCertificate }: Endpoint, address: string): Channel {
  const { secure, authority, userAgent, mostReceived, mostSent } = request;
  const isNamed = isIP(host) === 0;
  const options: ChannelOptions = {
    // A connection of its own, and nothing between it and the server; what a script sends goes out once.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.default_authority': authority ?? request.address,
    ...(mostReceived !== null && { 'grpc.max_receive_message_length': mostReceived }),
    ...(mostSent !== null && { 'grpc.max_send_message_length': mostSent }),
    ...(userAgent !== null && { 'grpc.primary_user_agent': userAgent }),
    ...(secure !== null && isNamed && { 'grpc.ssl_target_name_override': authority?.replace(/:\d+$/, '') ?? host }),
  };
  const target = isIP(address) === 6 ? `ipv6:[${address}]:${port}` : `ipv4:${address}:${port}`;
  return new Channel(
    target,
    secure === null
      ? credentials.createInsecure()
      : credentials.createFromSecureContext(contextOf(secure), { rejectUnauthorized: !anyCertificate }),
    options,
  );
}

function contextOf({ cert, key, password, authorities }: RpcIdentity) {
  return createSecureContext({
    ...(cert !== null && { cert }),
    ...(key !== null && { key }),
    ...(password !== null && { passphrase: password }),
    ...(authorities !== null && { ca: [...authorities] }),
  });
}

/** Waits for a channel to connect, or to fail to. */
function whenReady(channel: Channel, deadline: number, tell: (outcome: 'ready' | 'failed' | 'late') => void): void {
  const state = channel.getConnectivityState(true);
  if (state === connectivityState.READY) return tell('ready');
  if (state === connectivityState.TRANSIENT_FAILURE) return tell('failed');
  // It was ended by who wanted it.
  if (state === connectivityState.SHUTDOWN) return;
  channel.watchConnectivityState(state, deadline, error => {
    if (error === undefined) whenReady(channel, deadline, tell);
    else tell('late');
  });
}

/** The library does not say why a channel did not connect, so it is tried once more without it. */
function whyNot(endpoint: Endpoint, tell: (failure: TransportFailure) => void): void {
  const socket = openSocket(endpoint);
  const told = (failure: TransportFailure): void => {
    socket.removeAllListeners('error').on('error', () => {});
    socket.destroy();
    tell(failure);
  };
  socket.setTimeout(REASON_MS, () => told('connect-timeout'));
  socket.once('error', error => told(failureToConnect(error, 'reset')));
  // Whoever listens there speaks something else.
  socket.once(endpoint.tls ? 'secureConnect' : 'connect', () => told('malformed'));
}

function sentMetadata(metadata: RpcMetadata): Metadata {
  const sent = new Metadata();
  for (const [name, value] of metadata) sent.add(name, typeof value === 'string' ? value : Buffer.from(value));
  return sent;
}

function receivedMetadata(metadata: Metadata): RpcMetadata {
  return Object.entries(metadata.toJSON()).flatMap(([name, values]) =>
    values.map(value => [name, value as string | Uint8Array] as const),
  );
}
