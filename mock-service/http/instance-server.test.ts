import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Work } from '../model/work.ts';
import { ROUTES } from '../service/my-sign-ins/routes.ts';
import { TestService } from '../service/my-sign-ins/test-service.ts';
import { type InstanceServer, serveInstance } from './instance-server.ts';

const METHODS = '/v1.0/me/authentication/methods';

/** The service with an instance that keeps the work until it is told what becomes of it. */
class HeldService extends TestService {
  held: Work[] = [];
  #arrived: (() => void) | null = null;

  override submit(work: Work): void {
    this.held.push(work);
    this.#arrived?.();
  }

  /** The next piece of work. */
  async next(): Promise<Work> {
    if (this.held.length === 0) await new Promise<void>(resolve => (this.#arrived = resolve));
    return this.held.shift() as Work;
  }
}

let server: InstanceServer | null = null;

async function serve(service: TestService): Promise<string> {
  server = await serveInstance({ service: service.service, instance: service, host: '127.0.0.1', port: 0 });
  return server.origin;
}

afterEach(async () => {
  await server?.close();
  server = null;
});

describe('an instance over HTTP', () => {
  test('each route answers what it answers in a virtual drill', async () => {
    const live = new TestService();
    const virtual = new TestService();
    const origin = await serve(live);
    const phone = '3179e48a-750b-4051-897c-87b9720928f7';
    for (const { method, path } of ROUTES) {
      const url = path.replace(':user', 'user1@eu.example').replace(':id', phone);
      const body = method === 'POST' ? '{"temporaryAccessPass":"x"}' : null;
      const headers = { 'x-user': 'user1@eu.example', 'client-request-id': 'c' };
      const response = await fetch(origin + url, { method, headers, body });
      const text = await response.text();
      const expected = virtual.ask(method, url, body, 'user1@eu.example', { 'client-request-id': 'c' });
      expect({ url, status: response.status }).toEqual({ url, status: expected.status });
      for (const [name, value] of Object.entries(expected.headers)) expect(response.headers.get(name)).toBe(value);
      const asVirtual = text.replaceAll(origin, 'http://graph.test');
      expect(text.startsWith('{') ? JSON.parse(asVirtual) : asVirtual).toEqual(expected.json ?? '');
    }
  });

  test('what is written is read afterwards', async () => {
    const origin = await serve(new TestService());
    const path = `${origin}/v1.0/users/user3@eu.example/authentication/phoneMethods`;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ phoneNumber: '+1 2065550100', phoneType: 'office' });
    expect((await fetch(path, { method: 'POST', headers, body })).status).toBe(201);
    const { value } = (await (await fetch(path)).json()) as { value: { phoneType: string }[] };
    expect(value.map(({ phoneType }) => phoneType)).toContain('office');
  });

  test('links begin as the caller wrote them, through a proxy too', async () => {
    const origin = await serve(new TestService());
    const link = async (headers: Record<string, string>): Promise<string> => {
      const response = await fetch(`${origin}/v1.0/auditLogs/signIns?$top=1`, { headers });
      return ((await response.json()) as Record<string, string>)['@odata.nextLink'] as string;
    };
    expect(await link({})).toMatch(`${origin}/v1.0/auditLogs/signIns?$top=1&$skiptoken=`);
    const forwarded = { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'graph.example, inner' };
    expect(await link(forwarded)).toMatch('https://graph.example/v1.0/auditLogs/signIns?$top=1&$skiptoken=');
  });

  test.each([
    ['GET', '/nowhere', null, 404, 'ResourceNotFound'],
    ['PUT', METHODS, '{}', 405, 'notAllowed'],
    ['HEAD', METHODS, null, 405, null],
    ['GET', '/%zz', null, 400, 'invalidRequest'],
    ['POST', '/signin', 'not json', 400, 'invalidRequest'],
    ['POST', '/signin', 'x'.repeat(70_000), 413, 'requestEntityTooLarge'],
  ])('%s %s: an error in the shape of Microsoft Graph', async (method, path, body, status, code) => {
    const response = await fetch((await serve(new TestService())) + path, { method, body });
    expect(response.status).toBe(status);
    const text = await response.text();
    if (code !== null) expect(JSON.parse(text).error.code).toBe(code);
    expect(response.headers.get('request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  test.each(['queue-full', 'directory'] as const)('%s: 503 with the reason in a header', async failure => {
    const service = new HeldService();
    const answer = fetch((await serve(service)) + METHODS);
    (await service.next()).finished(null, failure, 0);
    const response = await answer;
    expect(response.status).toBe(503);
    expect(response.headers.get('x-headroom-reason')).toBe(failure);
  });

  test('a reset breaks the connection', async () => {
    const service = new HeldService();
    const origin = await serve(service);
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    const ended = new Promise<string>(resolve =>
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(`${error.code}`)),
    );
    socket.write(`GET ${METHODS} HTTP/1.1\r\nHost: x\r\n\r\n`);
    (await service.next()).finished(null, 'reset', 0);
    expect(await ended).toBe('ECONNRESET');
  });

  test('the work of a caller who goes away knows it, and no answer is tried', async () => {
    const service = new HeldService();
    const origin = await serve(service);
    const leaving = new AbortController();
    const answer = fetch(origin + METHODS, { signal: leaving.signal });
    const work = await service.next();
    expect(work.left).toBe(false);
    leaving.abort();
    await expect(answer).rejects.toThrow('aborted');
    while (!work.left) await sleep(1);
    work.finished(service.store.read(0), null, 0);
  });

  test('a dead instance breaks its connections and refuses new ones; then it is back on the same port', async () => {
    const service = new HeldService();
    const origin = await serve(service);
    const held = fetch(origin + METHODS);
    await service.next();
    server?.down();
    await expect(held).rejects.toThrow('fetch failed');
    await expect(fetch(`${origin}/healthz`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    server?.up();
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });

  test('requests count by route and status, whoever asked', async () => {
    const service = new TestService();
    const origin = await serve(service);
    await (await fetch(`${origin}/v1.0/users/user3@eu.example/authentication/methods`)).text();
    await (await fetch(`${origin}/v1.0/users/user4@eu.example/authentication/methods`)).text();
    await (await fetch(`${origin}/v1.0/nothing`)).text();
    const counted = server?.requests.routes.flatMap(({ method, route, byStatus }) =>
      [...byStatus].map(([status, { count }]) => `${method} ${route} ${status}: ${count}`),
    );
    expect(counted).toEqual([' other 404: 1', 'GET /v1.0/users/:user/authentication/methods 200: 2']);
  });

  test('the page may ask its own origin only, and may not be framed', async () => {
    const response = await fetch(await serve(new TestService()));
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
  });
});
