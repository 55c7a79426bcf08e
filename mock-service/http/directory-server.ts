import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Directory, DirectoryCall, DirectoryFailure } from '../model/directory.ts';
import { type CallLine, LineConnection, PROTOCOL, UPGRADE_PATH } from './directory-protocol.ts';
import { type ListenAddress, listen, type MetricsText, serveMetrics, textServer } from './http-server.ts';

export interface DirectoryServerOptions extends ListenAddress {
  /** The model of the directory, over its store. */
  readonly directory: Directory;
  readonly metrics?: MetricsText;
}

/** The directory as a process of its own. */
export class DirectoryServer {
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

/** A call that came over the wire. */
class RemoteCall implements DirectoryCall {
  readonly key: number;
  readonly command: unknown;
  readonly #id: number;
  readonly #connection: LineConnection;

  constructor([id, key, command]: CallLine, connection: LineConnection) {
    this.#id = id;
    this.key = key;
    this.command = command;
    this.#connection = connection;
  }

  answered(result: unknown, failure: DirectoryFailure | null): void {
    this.#connection.send([this.#id, result, failure]);
  }
}

/** Serves the directory to `HttpDirectory`s, with `/healthz` and `/metrics`. */
export async function serveDirectory(options: DirectoryServerOptions): Promise<DirectoryServer> {
  const { directory, host } = options;
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
      line => directory.submit(new RemoteCall(line as CallLine, connection)),
      () => connections.delete(connection),
    );
    connections.add(connection);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${PROTOCOL}\r\n\r\n`);
  });
  const port = await listen(app, options);
  return new DirectoryServer(app, connections, `http://${host}:${port}`);
}
