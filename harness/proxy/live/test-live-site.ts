/** A small live site for this folder's tests: instances on loopback that do what a test tells them, behind a live proxy. */
import { createServer, type IncomingMessage, type RequestListener, type RequestOptions, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { SystemClock } from '../../../mock-service/time/system-clock.ts';
import { rawServer } from '../../http1/test-server.ts';
import type { ProxyConfig } from '../../topology/topology.ts';
import { LiveTransport } from '../../transport/live-transport.ts';
import { FailoverProxy } from '../failover-proxy.ts';
import { PLAIN } from '../test-site.ts';
import { LiveProxy, type LiveProxyOptions } from './live-proxy.ts';

/** An answer as a caller sees it. */
export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  rawHeaders: string[];
  body: string;
  /** Null if it is complete. */
  error: string | null;
}

/** What has been started and must be stopped. */
const running: (() => unknown)[] = [];

/** To be called after each test. */
export async function stopAll(): Promise<void> {
  for (const stop of running.splice(0).reverse()) await stop();
}

/** Starts an instance that speaks HTTP. @returns its origin. */
export function httpInstance(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  running.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** Starts an instance that does with a connection what it likes once the first bytes have come. @returns its origin. */
export async function rawInstance(answer: (socket: Socket) => void): Promise<string> {
  const { origin, stop } = await rawServer(answer);
  running.push(stop);
  return origin;
}

/** An origin on which nobody listens. */
export async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** A busy machine is not an instance that does not answer: only a test that is about a limit has a short one. */
const PATIENT = { timeoutMs: 20_000, connectTimeoutMs: 10_000 };

/** Starts a live proxy before one pool. */
export async function liveProxy(
  origins: readonly string[],
  config: Partial<ProxyConfig> = {},
  options: Partial<LiveProxyOptions> = {},
): Promise<{ port: number; tlsPort: number; proxy: FailoverProxy; live: LiveProxy }> {
  const clock = new SystemClock();
  const transport = new LiveTransport(clock);
  const pools = [{ name: 'primary', origins }];
  const proxy = new FailoverProxy({ config: { ...PLAIN, ...PATIENT, ...config }, pools, clock, transport, seed: 1 });
  const live = new LiveProxy({ proxy, clock, userOf: () => 0, ...options });
  const { port, tlsPort } = await live.listen();
  running.push(async () => {
    await live.close();
    proxy.stop();
    await transport.close();
    clock.close();
  });
  return { port, tlsPort: tlsPort ?? 0, proxy, live };
}

/** Asks over a connection of its own, unless `options` have an agent. */
export function ask(port: number, options: RequestOptions = {}, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, agent: false, ...options }, answer => {
      const pieces: Buffer[] = [];
      const end = (error: string | null) =>
        resolve({
          status: answer.statusCode as number,
          headers: answer.headers,
          rawHeaders: answer.rawHeaders,
          body: Buffer.concat(pieces).toString('latin1'),
          error,
        });
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', error => end(error.message));
      answer.on('end', () => end(null));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Sends bytes and gives back all that comes until the connection ends. */
export function askRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.on('data', piece => {
      answer += piece.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
