import Fastify from 'fastify';
import { answerControl, type Commanded } from './control-routes.ts';

/** Longer bodies are not operations. */
const LARGEST_BODY_BYTES = 64 * 1024;

/** What a page of an allowed origin may send: browsers ask before they send a token along. */
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '600',
};

export interface ControlServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The one door through which a running topology takes commands: on loopback, with a token. A page of another site cannot use
 * it either: a request whose Host is not ours (DNS rebinding), or whose Origin is not, is refused before its token is looked at.
 * @param port 0 = any free one
 * @param origins further origins whose pages may call, such as the live page's
 */
export async function serveControl(
  operations: Commanded,
  token: string,
  port = 0,
  origins: readonly string[] = [],
): Promise<ControlServer> {
  const server = Fastify({ bodyLimit: LARGEST_BODY_BYTES });
  let url = '';
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.get('/healthz', () => 'ok\n');
  server.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/*',
    handler: async (request, reply) => {
      const { host, origin, authorization } = request.headers;
      const forbidden = whyForbidden(host, origin, url, origins);
      if (forbidden !== null) return reply.code(403).send({ error: { code: 'forbidden', message: forbidden } });
      if (origin !== undefined) reply.header('access-control-allow-origin', origin).header('vary', 'origin');
      if (request.method === 'OPTIONS') return reply.code(204).headers(PREFLIGHT).send();
      const body = typeof request.body === 'string' ? request.body : '';
      const first = answerControl(operations, token, {
        method: request.method,
        path: request.url,
        authorization,
        body,
      });
      const answer = (await first.later) ?? first;
      return reply.code(answer.status).header('cache-control', 'no-store').send(answer.value);
    },
  });
  url = await server.listen({ host: '127.0.0.1', port });
  return { url, close: () => server.close() };
}

function whyForbidden(
  host: string | undefined,
  origin: string | undefined,
  url: string,
  origins: readonly string[],
): string | null {
  const { port } = new URL(url);
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === undefined || !hosts.includes(host)) return `the Host must be ${hosts.join(' or ')}`;
  if (origin === undefined || origin === `http://${host}` || origins.includes(origin)) return null;
  return 'pages of other origins may not give commands';
}
