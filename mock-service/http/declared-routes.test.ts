import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDeclared, testRoute } from '../service/declared/test-declared.ts';
import { type InstanceServer, serveInstance } from './instance-server.ts';

/** Paths that lie beside, above and below each other; each answers which it is, and with its parameters. */
const PATHS = ['/', '/a', '/a/:x', '/a/:x/b', '/a/:x/:y', '/a/b/:z', '/files/*', '/a/static', '/:top/c'];
const body = (i: number): string => `${i} {path.x} {path.y} {path.z} {path.top} {path.*}`;
const declared = new TestDeclared({
  routes: PATHS.flatMap((path, i) =>
    ['GET', 'POST']
      .slice(0, 1 + (i % 2))
      .map((method, m) =>
        testRoute({ method, path, answer: { status: 200, headers: {}, body: `${m}${body(i)}`, sizeBytes: 0 } }),
      ),
  ),
});
let server: InstanceServer;

beforeAll(async () => {
  server = await serveInstance({ service: declared.service, instance: declared, host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

/** `fetch` would tidy the path up. */
function ask(method: string, path: string): Promise<{ status: number; text: string; reason: string | null }> {
  return new Promise((resolve, reject) => {
    const sent = request({ port: server.port, method, path, agent: false }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => (text += chunk));
      const reason = (response.headers['x-headroom-reason'] as string | undefined) ?? null;
      response.on('end', () => resolve({ status: response.statusCode as number, text, reason }));
    });
    sent.on('error', reject).end();
  });
}

test('Fastify and the virtual router find the same route with the same parameters, for any path', async () => {
  const part = fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'c',
      'static',
      'files',
      '',
      '.',
      '%2F',
      'a%20b',
      '%zz',
      '%',
      'ä',
      'A',
      'x'.repeat(201),
      '%E4%F6',
      '%25',
      ';v=1',
      'a:b',
    ),
    fc.stringMatching(/^[\w.~!$&'()*+,;=:@%-]{0,8}$/),
  );
  const url = fc
    .tuple(fc.array(part, { maxLength: 4 }), fc.constantFrom('', '/', '?', '?x=1/2', '?a=%zz'))
    .map(([parts, end]) => encoded(`/${parts.join('/')}${end}`));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'DELETE'), url, async (method, path) => {
      const live = await ask(method, path);
      const virtual = declared.ask(method, path);
      expect({ status: live.status, reason: live.reason }).toEqual({ status: virtual.status, reason: virtual.reason });
      if (live.status === 200) expect(live.text).toBe(virtual.text);
    }),
    { numRuns: 300 },
  );
});

/** As a client sends it: nothing but ASCII. */
function encoded(path: string): string {
  return path.replaceAll(/[^\x21-\x7e]/g, character => encodeURIComponent(character));
}
