/** For tests of WebSockets: a server of the library `ws` on this machine, and what came to it. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/**
 * By path: `/echo` answers what it gets, `/sayer` says three things and closes, `/silent` says nothing, `/drop` breaks off, `/no` answers 403,
 * `/away` leads elsewhere.
 */
export class SocketServer {
  readonly url: string;
  readonly asked: IncomingMessage[] = [];
  readonly #http: Server;
  readonly #sockets: WebSocketServer;

  private constructor(http: Server, sockets: WebSocketServer) {
    this.#http = http;
    this.#sockets = sockets;
    this.url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
    http.on('upgrade', (request, socket, head) => {
      this.asked.push(request);
      if (request.url === '/no')
        return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\nX-Why: no\r\n\r\nnope');
      if (request.url === '/away')
        return socket.end('HTTP/1.1 302 Found\r\nLocation: ws://192.0.2.1/\r\nContent-Length: 0\r\n\r\n');
      sockets.handleUpgrade(request, socket, head, client => {
        if (request.url === '/drop') setTimeout(() => client.terminate(), 20);
        if (request.url === '/echo') client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
        if (request.url === '/sayer') {
          for (const word of ['one', 'two']) client.send(word);
          client.send(new Uint8Array([1, 2, 3]));
          client.ping('hello');
          setTimeout(() => client.close(1000, 'said'), 30);
        }
      });
    });
    sockets.on('headers', headers => headers.push('Set-Cookie: seen=yes'));
  }

  static async start(): Promise<SocketServer> {
    const http = createServer();
    await new Promise<void>(done => http.listen(0, '127.0.0.1', done));
    return new SocketServer(http, new WebSocketServer({ noServer: true, perMessageDeflate: true }));
  }

  /** Sockets that are open now. */
  get open(): number {
    return this.#sockets.clients.size;
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
    await new Promise(done => this.#http.close(done));
  }
}
