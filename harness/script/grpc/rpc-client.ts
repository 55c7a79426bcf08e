import type { Metric, Metrics } from '../../measure/metrics.ts';
import type { TagSet } from '../../measure/tags.ts';
import type { TransportFailure } from '../../transport/exchange.ts';
import { type RpcConnect, type RpcIdentity, type RpcMetadata, type Rpcs, UNAVAILABLE } from '../../transport/rpc.ts';
import { STATUS_OK, statusName } from '../modules/grpc-constants.ts';
import { HostNotAllowed } from '../modules/host-not-allowed.ts';
import { durationMs } from '../modules/http/duration.ts';
import { requestError } from '../modules/http/error-code.ts';
import type { HttpClient } from '../modules/http/http-client.ts';
import { DEFAULT_TIMEOUT_MS } from '../modules/http/request-params.ts';
import { neverInInit } from '../modules/life.ts';
import type { ScriptLog } from '../modules/script-log.ts';
import { ToldOnce } from '../modules/told-once.ts';
import type { VuContext } from '../runtime/script-runtime.ts';
import type { SchemaFiles } from './schema.ts';

/** k6's metrics of gRPC. */
interface RpcMetrics {
  readonly duration: Metric;
  readonly streams: Metric;
  readonly sent: Metric;
  readonly received: Metric;
  readonly dataSent: Metric;
  readonly dataReceived: Metric;
}

function metricsIn(metrics: Metrics): RpcMetrics {
  return {
    duration: metrics.define('grpc_req_duration', 'trend', 'time'),
    streams: metrics.define('grpc_streams', 'counter'),
    sent: metrics.define('grpc_streams_msgs_sent', 'counter'),
    received: metrics.define('grpc_streams_msgs_received', 'counter'),
    dataSent: metrics.define('data_sent', 'counter', 'data'),
    dataReceived: metrics.define('data_received', 'counter', 'data'),
  };
}

/** What parameters say, as the script wrote them. */
type Given = Readonly<Record<string, unknown>>;

/** What a script says of a connection. */
export interface ConnectSettings extends RpcConnect {
  readonly vu: VuContext;
  /** Whether the server is asked what it has. */
  readonly reflects: boolean;
  readonly reflectMetadata: RpcMetadata;
}

/** What a script says of a call, with its VU's tags. */
export interface CallSettings {
  readonly vu: VuContext;
  /** The VU's tags when it asked. */
  readonly vuTags: TagSet;
  /** With those of the call. */
  readonly tags: TagSet;
  readonly metadata: RpcMetadata;
  readonly authority: string | null;
  readonly timeoutMs: number;
  readonly discards: boolean;
}

/** Names of metadata (gRPC over HTTP2, Custom-Metadata), and values that are text. */
const NAME = /^[0-9a-z_.-]+$/;
const TEXT = /^[ -~]*$/;

/** Makes the gRPC calls of all VUs: one per drill process. */
export class RpcClient {
  readonly http: HttpClient;
  readonly metrics: RpcMetrics;
  readonly rpcs: Rpcs;
  readonly files: SchemaFiles;
  readonly #failures: ToldOnce;

  /** @param files what `client.load` reads */
  constructor(http: HttpClient, rpcs: Rpcs, log: ScriptLog, files: SchemaFiles) {
    this.http = http;
    this.metrics = metricsIn(http.runtime.metrics);
    this.rpcs = rpcs;
    this.files = files;
    this.#failures = new ToldOnce(log);
  }

  now(): number {
    return this.http.runtime.clock.now();
  }

  /** Describes a connection; nothing is opened. @throws TypeError for what describes none */
  connection(address: unknown, params: unknown): ConnectSettings {
    const vu = this.http.runtime.current;
    if (vu.phase === 'init') throw neverInInit('client.connect()');
    const text = String(address);
    if (!/^[^/\s@]+:\d+$/.test(text) || !URL.canParse(`http://${text}`))
      throw new TypeError(
        `the address of a gRPC server is host:port, without a scheme (got ${JSON.stringify(address)})`,
      );
    const { plaintext, timeout, reflect, reflectMetadata, maxReceiveSize, maxSendSize, tls, authority } = given(params);
    return {
      vu,
      address: text,
      secure: plaintext === true ? null : identityOf(tls),
      authority: textOf(authority),
      userAgent: this.http.options.userAgent,
      timeoutMs: timeoutOf(timeout),
      mostReceived: sizeOf(maxReceiveSize, 'maxReceiveSize'),
      mostSent: sizeOf(maxSendSize, 'maxSendSize'),
      reflects: reflect === true,
      reflectMetadata: metadataOf(reflectMetadata, 'reflectMetadata'),
    };
  }

  /** Describes a call; nothing is sent. @throws TypeError for what describes none */
  settings(params: unknown): CallSettings {
    const { selection, runtime } = this.http;
    const vu = runtime.current;
    const { metadata, tags, timeout, discardResponseMessage, authority } = given(params);
    return {
      vu,
      vuTags: vu.tags,
      tags: tags === undefined || tags === null ? vu.tags : selection.add(vu.tags, tags as Given),
      metadata: metadataOf(metadata, 'metadata'),
      authority: textOf(authority),
      timeoutMs: timeoutOf(timeout),
      discards: discardResponseMessage === true,
    };
  }

  /** The tags of what is measured of a call. @param path `/package.Service/Method`; @param status null: it is not over */
  tagsOf({ tags }: CallSettings, address: string, path: string, status: number | null): TagSet {
    const [, service, method] = path.split('/');
    const name = tags.get('name') ?? `${address}${path}`;
    return this.http.selection.add(tags, { url: name, name, service, method, ...(status !== null && { status }) });
  }

  /** Nobody answered a call: the user is told, each reason once. */
  ended({ vu }: CallSettings, address: string, path: string, status: number, details: string): void {
    if (status === STATUS_OK) return;
    vu.requestFailed = true;
    if (status === UNAVAILABLE) this.#failures.tell(`gRPC ${address}${path}: ${statusName(status)}: ${details}`, vu);
  }

  /** @returns the exception that the script sees when a server cannot be reached */
  unreached({ address, vu }: ConnectSettings, failure: TransportFailure): Error {
    if (failure === 'forbidden') return new HostNotAllowed(`gRPC ${address}`, new URL(`http://${address}`).hostname);
    vu.requestFailed = true;
    const why = failure === 'malformed' ? 'the server does not speak gRPC' : requestError(0, failure).text;
    return new Error(`gRPC ${address}: ${why}`);
  }
}

function given(params: unknown): Given {
  if (params === undefined || params === null) return {};
  if (typeof params !== 'object') throw new TypeError(`params are an object or null (got a ${typeof params})`);
  return params as Given;
}

function timeoutOf(value: unknown): number {
  const ms = value === undefined || value === null ? DEFAULT_TIMEOUT_MS : durationMs(value, 'timeout');
  // Zero is no limit, as with requests.
  return ms > 0 ? ms : Number.POSITIVE_INFINITY;
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null || value === '' ? null : String(value);
}

function sizeOf(value: unknown, what: string): number | null {
  if (value === undefined || value === null || value === 0) return null;
  if (Number.isInteger(value) && (value as number) > 0) return value as number;
  throw new TypeError(`${what} is a number of bytes (got ${JSON.stringify(value)})`);
}

function metadataOf(value: unknown, what: string): RpcMetadata {
  return Object.entries(given(value)).map(([written, each]) => {
    const name = written.toLowerCase();
    if (!NAME.test(name)) throw new TypeError(`${what} has no name ${JSON.stringify(written)}`);
    if (!name.endsWith('-bin')) {
      const text = String(each);
      if (!TEXT.test(text))
        throw new TypeError(`${what}.${written} is not plain text; bytes have a name that ends in -bin`);
      return [name, text];
    }
    if (each instanceof ArrayBuffer) return [name, new Uint8Array(each)];
    if (each instanceof Uint8Array) return [name, each];
    return [name, Buffer.from(String(each), 'latin1')];
  });
}

function identityOf(tls: unknown): RpcIdentity {
  const { cert, key, password, cacerts } = given(tls);
  const authorities = cacerts === undefined || cacerts === null ? null : [cacerts].flat().map(String);
  return { cert: textOf(cert), key: textOf(key), password: textOf(password), authorities };
}
