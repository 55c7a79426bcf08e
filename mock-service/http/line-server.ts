import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type ListenAddress, listen, type MetricsText, serveMetrics, textServer } from './http-server.ts';
import { type Line, LineConnection, PROTOCOL, UPGRADE_PATH } from './lines.ts';

export interface LineServerOptions extends ListenAddress {
  /** Called for each line that comes; it is answered, if at all, over the same connection. */
  readonly received: (line: Line, connection: LineConnection) => void;
  readonly metrics?: MetricsText;
}

/** What stands behind the instances, as a process of its own. */
export class LineServer {
  readonly origin: string;
  readonly #app: FastifyInstance;
  readonly #connections: ReadonlySet<LineConnection>;

  constructor(app: FastifyInstance, connections: ReadonlySet<LineConnection>, origin: string) {
    this.#app = app;
    this.#connections = connections;
    this.origin = origin;
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await this.#app.close();
  }
}

/** Serves `LineCaller`s, with `/healthz` and `/metrics`. */
export async function serveLines(options: LineServerOptions): Promise<LineServer> {
  const { received, host } = options;
  const app = textServer();
  const connections = new Set<LineConnection>();
  app.get('/healthz', (_request, reply) => {
    reply.type('text/plain').send('ok\n');
  });
  serveMetrics(app, options.metrics);
  app.server.on('upgrade', (request, socket: Socket) => {
    if (request.headers.upgrade !== PROTOCOL || request.url !== UPGRADE_PATH) {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      return;
    }
    socket.setNoDelay(true);
    const connection = new LineConnection(
      socket,
      line => received(line, connection),
      () => connections.delete(connection),
    );
    connections.add(connection);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${PROTOCOL}\r\n\r\n`);
  });
  const port = await listen(app, options);
  return new LineServer(app, connections, `http://${host}:${port}`);
}
