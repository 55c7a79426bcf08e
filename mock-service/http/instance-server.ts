import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphError } from '../service/my-sign-ins/graph-error.ts';
import type { Operation } from '../service/my-sign-ins/operation.ts';
import { ROUTES } from '../service/my-sign-ins/routes.ts';
import type { Admission } from '../service/my-sign-ins/service-call.ts';
import type { SignInsService } from '../service/my-sign-ins/sign-ins-service.ts';
import { type ListenAddress, listen, textServer } from './http-server.ts';
import { LiveServiceCall } from './live-service-call.ts';
import { RequestCounts, type RouteCounts } from './request-counts.ts';

export interface InstanceServerOptions extends ListenAddress {
  readonly service: SignInsService;
  /** The model instance that works on the requests. */
  readonly instance: Admission;
}

/** One instance of the sign-ins service as an HTTP server of its own. */
export class InstanceServer {
  readonly origin: string;
  readonly port: number;
  /** What it has answered so far. */
  readonly requests: RequestCounts;
  readonly #app: FastifyInstance;
  readonly #host: string;

  constructor(app: FastifyInstance, host: string, port: number, requests: RequestCounts) {
    this.#app = app;
    this.requests = requests;
    this.#host = host;
    this.port = port;
    this.origin = `http://${host}:${port}`;
  }

  /** The instance has died: connections break and new ones are refused, as those of a process that is gone. */
  down(): void {
    this.#app.server.close();
    this.#app.server.closeAllConnections();
  }

  /** It is back, on the same port. */
  up(): void {
    if (!this.#app.server.listening) this.#app.server.listen(this.port, this.#host);
  }

  async close(): Promise<void> {
    await this.#app.close();
  }
}

/** Serves an instance: the service's routes, `/healthz` among them. Its metrics are its pool's process's. */
export async function serveInstance(options: InstanceServerOptions): Promise<InstanceServer> {
  const { service, instance, host } = options;
  const requests = new RequestCounts();
  const answer = (
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Operation | GraphError,
    counts: RouteCounts = requests.other,
  ): void => new LiveServiceCall(service, instance, request, reply, counts).start(operation);
  const answerError = (error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply): void => {
    if (error.statusCode === undefined || error.statusCode >= 500) {
      // A fault of ours: the process ends, rather than a drill that counts a 500 as the system's.
      setImmediate(() => {
        throw error;
      });
      return;
    }
    const code = error.statusCode === 413 ? 'requestEntityTooLarge' : 'invalidRequest';
    answer(request, reply, new GraphError(code, error.message));
  };
  const app = textServer({ frameworkErrors: answerError });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) =>
    answer(request, reply, service.router.notFound(request.method, request.url)),
  );
  for (const { method, path, operation } of ROUTES) {
    const counts = requests.route(method, path);
    app.route({ method, url: path, handler: (request, reply) => answer(request, reply, operation, counts) });
  }
  return new InstanceServer(app, host, await listen(app, options), requests);
}
