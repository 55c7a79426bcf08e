/** For tests: a server on loopback that does with a connection what a test likes, and what became of a request. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { ClientRequest } from './client-request.ts';
import type { ConnectionFailure } from './connection-failure.ts';
import type { ResponseHead } from './response-head.ts';

/** Calls `answer` once the first bytes of a connection have come. */
export async function rawServer(
  answer: (socket: Socket) => void,
): Promise<{ readonly origin: string; readonly stop: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

/** A request and what became of it. */
export class TestRequest implements ClientRequest {
  readonly method: string = 'GET';
  readonly body = null;
  uploading = false;
  mayRepeat = true;
  sentAt = Number.NaN;
  status = 0;
  got = '';
  /** What broke it, or null if nothing did. */
  readonly outcome = Promise.withResolvers<ConnectionFailure | null>();

  constructor(method = 'GET') {
    this.method = method;
  }

  get text(): string {
    return `${this.method} / HTTP/1.1\r\nhost: a\r\n\r\n`;
  }

  sent(now: number): void {
    this.sentAt = now;
  }

  head(head: ResponseHead): boolean {
    this.status = head.status;
    return true;
  }

  piece(bytes: Buffer, start: number, end: number): boolean {
    this.got += bytes.toString('latin1', start, end);
    return true;
  }

  complete(): void {
    this.outcome.resolve(null);
  }

  broke(failure: ConnectionFailure): void {
    this.outcome.resolve(failure);
  }

  interim(): void {}

  flush(): void {}

  drained(): void {}
}
