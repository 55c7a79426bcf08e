import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { connect, isIP, type LookupFunction, type NetConnectOpts, type Socket } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { ConnectionFailure, LocalFailure } from './connection-failure.ts';

/** Where connections go, and what they may take. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Whether a server's certificate is not checked. */
  readonly anyCertificate: boolean;
  /** Which of a name's addresses may be called; null: all. An address in place of a name is not asked for. */
  readonly mayReach: ((address: string) => boolean) | null;
  /** How long opening one may take. */
  readonly connectTimeoutMs: number;
  /** How long one may lie idle, unless the server says less. */
  readonly keepAliveMs: number;
  /** How long an answer may pause after its head; Infinity: as long as it likes. */
  readonly stallMs: number;
}

/** Where `origin` (`http://host:port`) leads. */
export function endpointOf(origin: string, options: Omit<Endpoint, 'host' | 'port' | 'tls'>): Endpoint {
  const { protocol, hostname, port } = new URL(origin);
  const tls = protocol === 'https:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (tls ? 443 : 80)), tls, ...options };
}

/**
 * Opens a socket that has its say out (`heardOut`).
 * @param buffer what is read lies here while `callback` is called with its length; @param callback false: no more for now.
 */
export function connectTo(endpoint: Endpoint, buffer: Buffer, callback: (length: number) => boolean): Socket {
  return opened(endpoint, { onread: { buffer, callback } });
}

/** Opens a socket that is read as any stream is. */
export function openSocket(endpoint: Endpoint): Socket {
  return opened(endpoint, {});
}

function opened(endpoint: Endpoint, read: Pick<NetConnectOpts, 'onread'>): Socket {
  const { host, port, tls, anyCertificate, mayReach } = endpoint;
  const judged = mayReach !== null && isIP(host) === 0;
  const options = {
    ...{ host, port, noDelay: true, ...read },
    ...(judged && { lookup: judgedLookup(mayReach) }),
  };
  if (!tls) return heardOut(connect(options as NetConnectOpts));
  const secured = {
    ...options,
    rejectUnauthorized: !anyCertificate,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 && { servername: host }),
  };
  // Loaded when it is needed: most drills speak plain HTTP.
  const { connect: secure } = process.getBuiltinModule('node:tls');
  return heardOut(secure(secured as unknown as TlsOptions).setNoDelay(true));
}

const FORBIDDEN = 'EFORBIDDEN';

type Found = (
  error: NodeJS.ErrnoException | null,
  addresses: readonly [LookupAddress, ...LookupAddress[]] | null,
) => void;

/** Asks for all addresses of a name, and gives those that may be called: one or more, or why there is none. */
function judgedAddresses(
  hostname: string,
  options: LookupOptions,
  mayReach: (address: string) => boolean,
  found: Found,
): void {
  lookup(hostname, { ...options, all: true }, (error, all) => {
    const [first, ...rest] = error === null ? all.filter(({ address }) => mayReach(address)) : [];
    if (error !== null) found(error, null);
    else if (first !== undefined) found(null, [first, ...rest]);
    else found(Object.assign(new Error(`${hostname} leads elsewhere`), { code: FORBIDDEN }), null);
  });
}

/** The addresses of an endpoint that may be called, or why there is none. */
export function addressesOf(
  { host, mayReach }: Endpoint,
  found: (addresses: readonly string[]) => void,
  failed: (failure: ConnectionFailure) => void,
): void {
  if (isIP(host) !== 0) return found([host]);
  judgedAddresses(host, {}, mayReach ?? (() => true), (error, addresses) => {
    if (addresses === null) failed(failureToConnect(error ?? new Error(), 'dns'));
    else found(addresses.map(({ address }) => address));
  });
}

function judgedLookup(mayReach: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    judgedAddresses(hostname, options, mayReach, (error, addresses) => {
      if (addresses === null) callback(error, '', 0);
      else if (options.all === true) callback(null, [...addresses]);
      else callback(null, addresses[0].address, addresses[0].family);
    });
  };
}

/**
 * A write that fails ends a socket only when what has come by then is read: often it says why the other side reads no more (413, then
 * closed). Node destroys a socket at the first error of either kind.
 */
export function heardOut(socket: Socket): Socket {
  const destroy = socket.destroy.bind(socket);
  let hearing = false;
  socket.destroy = (error?: NodeJS.ErrnoException) => {
    if (error?.syscall !== 'write' || hearing) return destroy(error);
    hearing = true;
    // What has come is read in the phase between the two.
    setImmediate(() => setImmediate(() => destroy(error)));
    return socket;
  };
  return socket;
}

/** What OpenSSL says of an answer in plain text. */
const NOT_TLS: ReadonlySet<string> = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);

const LOCAL: Readonly<Record<string, LocalFailure>> = {
  EMFILE: 'no-files',
  ENFILE: 'no-files',
  ENOMEM: 'no-memory',
  ENOBUFS: 'no-memory',
  EADDRNOTAVAIL: 'no-port',
};

/** Why a socket did not open. @param otherwise what it means if the error does not tell. */
export function failureToConnect(
  { code = '' }: NodeJS.ErrnoException,
  otherwise: ConnectionFailure,
): ConnectionFailure {
  const local = LOCAL[code];
  if (local !== undefined) return local;
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'connect-timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  if (code === FORBIDDEN) return 'forbidden';
  if (code === 'ECONNRESET') return otherwise === 'connect-timeout' ? otherwise : 'reset';
  if (NOT_TLS.has(code)) return 'not-tls';
  if (code.includes('CERT') || code.startsWith('UNABLE_TO_')) return 'certificate';
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code === 'EPROTO') return 'tls';
  return otherwise;
}
