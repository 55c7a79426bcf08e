import {
  type ListenAddress,
  listen,
  type MetricsText,
  serveMetrics,
  textServer,
} from '../../mock-service/http/http-server.ts';

/** A server that runs. */
export interface ProxyAdmin {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the proxy's own `/healthz` and `/metrics`, on a port of their own: on the proxy's they would hide the service's. */
export async function serveProxyAdmin(metrics: MetricsText, address: ListenAddress): Promise<ProxyAdmin> {
  const app = textServer();
  app.get('/healthz', (_request, reply) => {
    reply.type('text/plain').send('ok\n');
  });
  serveMetrics(app, metrics);
  return { port: await listen(app, address), close: () => app.close() };
}
