import { connect, isIP, type NetConnectOpts, type Socket } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { ConnectionFailure } from './connection-failure.ts';

/** Where connections go, and what they may take. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Whether a server's certificate is not checked. */
  readonly anyCertificate: boolean;
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
  const { host, port, tls, anyCertificate } = endpoint;
  const options = { host, port, noDelay: true, onread: { buffer, callback } };
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

/** Why a socket did not open. @param otherwise what it means if the error does not tell. */
export function failureToConnect(
  { code = '' }: NodeJS.ErrnoException,
  otherwise: ConnectionFailure,
): ConnectionFailure {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'connect-timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  if (code === 'ECONNRESET') return otherwise === 'connect-timeout' ? otherwise : 'reset';
  if (code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL')) return 'tls';
  return otherwise;
}
