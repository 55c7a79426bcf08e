import type { AddressInfo } from 'node:net';
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify';

/** Bodies are a few hundred bytes. */
const BODY_LIMIT = 64 * 1024;

/** The process's metrics in Prometheus's text format. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Where to listen; port 0 = any that is free. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A server that takes bodies as text, whatever type they claim to be, and leaves time limits to whoever is in front of it. */
export function textServer(options: FastifyServerOptions = {}): FastifyInstance {
  const app = fastify({
    ...options,
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  }) as FastifyInstance;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  return app;
}

export function serveMetrics(app: FastifyInstance, metrics: MetricsText | undefined): void {
  if (metrics === undefined) return;
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}

/** Starts listening. @returns the port */
export async function listen(app: FastifyInstance, { host, port }: ListenAddress): Promise<number> {
  await app.listen({ host, port });
  return (app.server.address() as AddressInfo).port;
}
