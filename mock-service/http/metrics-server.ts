import { type ListenAddress, listen, type MetricsText, serveMetrics, textServer } from './http-server.ts';

/** A server that runs. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves a process's own `/healthz` and `/metrics`, on a port of their own: on that of a proxy or an instance they would hide the
 * service's, and they would wait behind its requests.
 */
export async function serveProcessMetrics(metrics: MetricsText, address: ListenAddress): Promise<MetricsServer> {
  const app = textServer();
  app.get('/healthz', (_request, reply) => {
    reply.type('text/plain').send('ok\n');
  });
  serveMetrics(app, metrics);
  return { port: await listen(app, address), close: () => app.close() };
}
