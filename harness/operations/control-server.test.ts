import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import { type ControlServer, serveControl } from './control-server.ts';
import { Operations } from './operations.ts';
import { Timeline } from './timeline.ts';

const PAGE = 'http://127.0.0.1:5665';
const TOKEN = 'a-token';

describe('the control server towards browsers', () => {
  const settings = parseCacheSettings('capacity: 10', 'test.yaml');
  const pools = [
    { name: 'primary', instances: 1, restartAfterMs: 0 },
    { name: 'alternate', instances: 1, restartAfterMs: 0 },
  ];
  const site = {
    pools,
    routes: [],
    cacheTier: null,
    proxyServers: null,
    tier: () => {},
    pool: () => {},
    directory: () => {},
    proxy: () => {},
    state: () => 'state',
  };
  const timeline = new Timeline();
  let server: ControlServer;

  beforeAll(async () => {
    const operations = new Operations(new VirtualClock(), site, { underTest: settings, baseline: settings }, timeline);
    server = await serveControl(operations, TOKEN, 0, [PAGE]);
  });
  afterAll(() => server.close());

  function ask(method: string, path: string, headers: Record<string, string>, body = ''): Promise<Answer> {
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      const sent = request({ hostname, port, method, path, headers }, response => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  it('lets the live page send its token along', async () => {
    const asked = await ask('OPTIONS', '/operations/fail-over', {
      origin: PAGE,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    });
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type',
    });
    const headers = { origin: PAGE, authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const done = await ask('POST', '/operations/fail-over', headers, '{"to": "alternate"}');
    expect(done).toMatchObject({ status: 202, headers: { 'access-control-allow-origin': PAGE, vary: 'origin' } });
    expect(timeline.entries.map(({ operation, target }) => `${operation} ${target}`)).toEqual(['fail-over alternate']);
  });

  it('answers JSON that is nested too deeply with 400, whatever is around it', async () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    const headers = { authorization: `Bearer ${TOKEN}` };
    for (const body of [deep, `{"to": ${deep}}`, `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`])
      expect(await ask('POST', '/operations/fail-over', headers, body)).toMatchObject({ status: 400 });
  });

  it('tells the live page that its token is wrong, in words that it may read', async () => {
    const refused = await ask('GET', '/state', { origin: PAGE, authorization: 'Bearer wrong' });
    expect(refused).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': PAGE } });
  });

  it.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['the page on another port', { origin: 'http://127.0.0.1:5666' }],
    ['another host (DNS rebinding)', { origin: PAGE, host: 'evil.example:80' }],
  ])('refuses %s, also with the token, and lets it read nothing', async (_, headers) => {
    for (const method of ['OPTIONS', 'POST']) {
      const refused = await ask(method, '/operations/fail-back', { ...headers, authorization: `Bearer ${TOKEN}` });
      expect(refused.status).toBe(403);
      expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
