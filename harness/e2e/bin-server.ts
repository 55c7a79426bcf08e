import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bin } from '../../proof/conformance/script/bin.ts';

/** `Bin` over sockets, on loopback. */
export class BinServer {
  readonly url: string;
  /** `GET /get`, in the order of arrival. */
  readonly arrived: string[];
  /** How those that arrived named their agents. */
  readonly agents: Set<string | undefined>;
  #server: Server;

  private constructor(server: Server, arrived: string[], agents: Set<string | undefined>) {
    this.#server = server;
    this.arrived = arrived;
    this.agents = agents;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<BinServer> {
    const bin = new Bin();
    const arrived: string[] = [];
    const agents = new Set<string | undefined>();
    const server = createServer(async (request, response) => {
      const { method = '', url: path = '', headers } = request;
      arrived.push(`${method} ${path}`);
      agents.add(headers['user-agent']);
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      const ending = bin.answer({
        method,
        path,
        origin: `http://${headers.host}`,
        headers: plain,
        body: Buffer.concat(chunks),
      });
      if (ending === 'silence') return;
      if (ending === 'reset') return void request.socket.resetAndDestroy();
      const lines = Object.entries(ending.headers).flatMap(([name, value]) =>
        value.split('\n').map(line => [name, line] as const),
      );
      setTimeout(() => response.writeHead(ending.status, lines.flat()).end(ending.body), ending.afterMs);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new BinServer(server, arrived, agents);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
