import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeclaredService } from './declared-service.ts';
import { TestDeclared, testDescription, testRoute } from './test-declared.ts';

const USER = { in: 'user', name: '' } as const;
const ORDER = { name: 'order', keys: 'user', sizeBytes: 4096, popularity: 'uniform' } as const;
const PRODUCT = { name: 'product', keys: 50, sizeBytes: null, popularity: { zipf: 1 } } as const;
const CHEAP = { hit: { fixed: 1 }, miss: { fixed: 2 }, write: { fixed: 3 } };

const shop = (): TestDeclared =>
  new TestDeclared({
    entries: [ORDER, PRODUCT],
    routes: [
      testRoute({ path: '/' }),
      testRoute({ path: '/orders', reads: [{ entry: 'order', by: USER }] }),
      testRoute({
        path: '/products/:id',
        reads: [
          { entry: 'product', by: { in: 'path', name: 'id' } },
          { entry: 'order', by: USER },
          { entry: 'product', by: { in: 'constant', name: 'p7' } },
        ],
        together: true,
        cost: CHEAP,
      }),
      testRoute({ path: '/search', readsUncached: true }),
      testRoute({
        method: 'POST',
        path: '/orders',
        writes: [{ entry: 'order', by: USER }],
        reads: [{ entry: 'order', by: USER }],
      }),
      testRoute({ method: 'POST', path: '/log', writes: [] }),
      testRoute({ method: 'POST', path: '/track', writes: [{ entry: 'order', by: USER }], background: true }),
    ],
  });

function told({ works }: TestDeclared): unknown[] {
  return works.map(({ kind, key, more, costs, command }) => [
    kind,
    key,
    more,
    costs,
    command === null ? 'read' : 'write',
  ]);
}

describe('a declared service', () => {
  test('asks for what its routes say: nothing, entries, the store, a write', () => {
    const service = shop();
    const headers = { 'X-User': 'user3@shop.example' };
    for (const path of ['/', '/orders', '/products/9', '/search'])
      expect(service.ask('GET', path, headers).status).toBe(200);
    service.ask('POST', '/log', headers);
    expect(told(service)).toEqual([
      ['plain', 3, [], 0, 'read'],
      ['read', 1003, [], 0, 'read'],
      ['read', 2009, [1003, 2007], 1, 'read'],
      ['uncached', 3, [], 0, 'read'],
      ['uncached', 3, [], 0, 'write'],
    ]);
    expect(service.works[2]?.together).toBe(true);
  });

  test('reads before it writes, and writes nothing where it found nothing', () => {
    const service = shop();
    service.ask('POST', '/orders', { 'x-user': 'user3' });
    expect(told(service)).toEqual([
      ['read', 1003, [], 0, 'read'],
      ['write', 1003, [], 0, 'write'],
    ]);
    service.result = null;
    expect(service.ask('POST', '/orders')).toMatchObject({ status: 404, reason: null, text: '{"error":"not found"}' });
    expect(service.works).toHaveLength(3);
  });

  test('answers what goes on in the background before that is done', () => {
    const service = shop();
    expect(service.ask('POST', '/track', { 'x-user': 'user3' }).status).toBe(200);
    expect(told(service)).toEqual([
      ['plain', 3, [], 0, 'read'],
      ['write', 1003, [], 0, 'write'],
    ]);
  });

  test('says why it did not answer', () => {
    const service = shop();
    service.result = 'queue-full';
    expect(service.ask('GET', '/orders')).toMatchObject({ status: 503, reason: 'queue-full' });
    service.result = 'directory';
    expect(service.ask('GET', '/orders')).toMatchObject({ status: 503, reason: 'directory' });
    expect(service.ask('GET', '/order')).toMatchObject({ status: 404, reason: 'no-route' });
    expect(service.ask('DELETE', '/orders')).toMatchObject({ status: 404, reason: 'no-route' });
    expect(service.ask('GET', '/products/%')).toMatchObject({ status: 400, reason: null });
  });

  test('has a health check that nobody declares', () => {
    const service = shop();
    expect(service.ask('GET', '/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    expect(service.works).toEqual([]);
  });

  test('no two kinds of entry share a key, and none has a plain request’s', () => {
    const entry = fc.record({
      keys: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.constant('user' as const)),
      text: fc.string(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.array(entry, { minLength: 1, maxLength: 5 }), (users, kinds) => {
        const entries = kinds.map(({ keys }, i) => ({ ...PRODUCT, name: `e${i}`, keys }));
        const routes = kinds.map(({ text }, i) =>
          testRoute({
            path: `/e${i}/:id`,
            reads: [{ entry: `e${i}`, by: i % 2 === 0 ? USER : { in: 'constant', name: text } }],
          }),
        );
        const service = new TestDeclared({ entries, routes }, users);
        kinds.forEach(({ text }, i) => {
          service.ask('GET', `/e${i}/1`, { 'x-user': text });
          const key = service.works.at(-1)?.key as number;
          expect(service.service.entries.indexOf(key)).toBe(i);
          expect(key).toBeGreaterThanOrEqual(users);
        });
      }),
    );
  });
});

describe('whose request it is', () => {
  const userOf = (rule: { in: 'header' | 'cookie' | 'bearer' | 'path' | 'query'; name: string }) => {
    const description = testDescription({
      user: rule,
      routes: [
        testRoute({ path: '/users/:id/orders' }),
        testRoute({ method: 'POST', path: '/users/:id/orders' }),
        testRoute({ path: '/' }),
      ],
    });
    const service = new DeclaredService(
      description,
      { users: 100, region: 'shop', epochMs: 0, seed: 1 },
      { now: () => 0 } as never,
      'test',
    );
    return (headers: Record<string, string>, path: string) => service.userOf(headers, path);
  };
  const jwt = `e30.${Buffer.from('{"uid":"user9"}').toString('base64url')}.x`;

  test.each([
    [{ in: 'header', name: 'x-user' } as const, { 'X-User': 'user7' }, '/', 7],
    [{ in: 'cookie', name: 'sid' } as const, { cookie: 'a=1; sid=8' }, '/', 8],
    [{ in: 'bearer', name: 'uid' } as const, { authorization: `Bearer ${jwt}` }, '/', 9],
    [{ in: 'bearer', name: 'uid' } as const, { authorization: 'Bearer user10' }, '/', 10],
    [{ in: 'path', name: 'id' } as const, {}, '/users/11/orders?a=b', 11],
    [{ in: 'query', name: 'u' } as const, {}, '/?u=12', 12],
  ])('%j', (rule, headers, path, user) => {
    expect(userOf(rule)(headers as Record<string, string>, path)).toBe(user);
  });

  test.each(['header', 'cookie', 'bearer', 'path', 'query'] as const)('by %s: nobody named is user 0', place => {
    expect(userOf({ in: place, name: 'id' })({}, '/')).toBe(0);
  });
});

describe('answers', () => {
  test('are filled with what the request has, and say what they are', () => {
    const body = '{"id":"{path.id}","q":"{query.q}","h":"{header.x-h}","of":"{user}","no":"{path}{foo}"}';
    const service = new TestDeclared({
      routes: [testRoute({ path: '/a/:id', answer: { status: 200, headers: { 'x-a': 'b' }, body, sizeBytes: 0 } })],
    });
    const { text, headers } = service.ask('GET', '/a/7%20b?q=1', { 'x-user': 'anna', 'X-H': 'h' });
    expect(JSON.parse(text as string)).toEqual({ id: '7 b', q: '1', h: 'h', of: 'anna', no: '{path}{foo}' });
    expect(headers).toEqual({ 'content-type': 'application/json; charset=utf-8', 'x-a': 'b' });
  });

  test('have ids of their own, and the time', () => {
    const service = new TestDeclared({
      routes: [testRoute({ path: '/', answer: { status: 201, headers: {}, body: '{uuid} {now}', sizeBytes: 0 } })],
    });
    const [first, second] = [service.ask('GET', '/'), service.ask('GET', '/')].map(({ text }) =>
      (text as string).split(' '),
    );
    expect(first?.[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first?.[0]).not.toBe(second?.[0]);
    expect(first?.[1]).toBe('2026-06-01T07:00:00.000Z');
  });

  test('are as long as they shall be, in bytes', () => {
    const service = new TestDeclared({
      routes: ['ä', 'ä{user}'].map((body, i) =>
        testRoute({ path: `/${i}`, answer: { status: 200, headers: {}, body, sizeBytes: 100 } }),
      ),
    });
    for (const path of ['/0', '/1'])
      expect(Buffer.byteLength(service.ask('GET', path, { 'x-user': 'é' }).text as string)).toBe(100);
  });

  test('without a body have none', () => {
    const service = new TestDeclared({
      routes: [testRoute({ path: '/', answer: { status: 204, headers: {}, body: '{}', sizeBytes: 0 } })],
    });
    expect(service.ask('GET', '/')).toEqual({ status: 204, reason: null, headers: {}, text: null });
  });
});
