import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { RequestClasses } from '../model/request-classes.ts';
import type { Route, Service } from '../service/service.ts';
import type { Admission } from '../service/service-call.ts';
import { type ListenAddress, listen, textServer } from './http-server.ts';
import { LiveServiceCall } from './live-service-call.ts';
import { RequestCounts, type RouteCounts } from './request-counts.ts';

export interface InstanceServerOptions extends ListenAddress {
  readonly service: Service;
  /** The model instance that works on the requests. */
  readonly instance: Admission;
  /** Of requests; left out: they have none. */
  readonly classes?: RequestClasses | null;
}

/** One instance of the service as an HTTP server of its own. */
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
  const { service, instance, classes = null, host } = options;
  const requests = new RequestCounts();
  const answer = (
    request: FastifyRequest,
    reply: FastifyReply,
    route: Route,
    counts: RouteCounts = requests.other,
  ): void => {
    const call = new LiveServiceCall(service, instance, request, reply, counts);
    if (classes !== null) call.rank = classes.of(request.method, request.url, request.headers);
    call.start(route);
  };
  const answerError = (error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply): void => {
    if (error.statusCode === undefined || error.statusCode >= 500) {
      // A fault of ours: the process ends, rather than a drill that counts a 500 as the system's.
      setImmediate(() => {
        throw error;
      });
      return;
    }
    answer(request, reply, service.malformed(error.statusCode, error.message));
  };
  const app = textServer({ frameworkErrors: answerError });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => answer(request, reply, service.find(request.method, request.url)));
  for (const { method, path, route } of service.routes) {
    const counts = requests.route(method, path);
    app.route({
      method: method as HTTPMethods,
      url: path,
      handler: (request, reply) => answer(request, reply, route, counts),
    });
  }
  return new InstanceServer(app, host, await listen(app, options), requests);
}
