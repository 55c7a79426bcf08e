import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { readDrillFiles } from './drill-files.ts';
import { jsonSchemas } from './json-schemas.ts';
import { parseTopology } from './read-topology.ts';

const HEAD = `name: shop
peak: 10
users: 1000
pools:
  primary: { instances: 1, cores: 0.28, memory: 1GiB, quota: {} }
  alternate: { instances: 1, cores: 2, memory: 1GiB, quota: { period: 50ms, threads: 8 } }
`;
const SERVICE = `${HEAD}service:
  user: { cookie: sid }
  entries:
    order:   { count: 200000, size: 4KiB }
    product: { count: 5000, popularity: { zipf: 0.9 } }
    cart:    { per: user, size: 1KiB }
  routes:
    GET /:                 { cost: { fixed: 1ms } }
    GET /api/orders:       { reads: order, by: user }
    GET /api/products/:id: { reads: product, by: path.id, cost: { hit: { fixed: 0.6ms }, miss: { exponential: 4ms } } }
    GET /api/search:       { reads: uncached, cost: { idle: { exponential: 9ms }, busy: { exponential: 5ms } } }
    GET /api/home:         { reads: [cart, product], by: { product: constant.first }, together: true }
    POST /api/cart:        { writes: cart, cost: { exponential: 5ms }, answer: { status: 201, headers: { X-A: b }, body: '{"id":"{uuid}"}' } }
    POST /api/track:       { writes: uncached, background: true, answer: { status: 202, size: 1KiB } }
`;

function messageFor(text: string): string {
  try {
    parseTopology(text, 't.yaml');
  } catch (error) {
    if (error instanceof InputErrors) return error.message;
    throw error;
  }
  return 'no error';
}

describe('a declared service', () => {
  test('is what its file says', () => {
    const { service, pools } = parseTopology(SERVICE, 't.yaml');
    expect(service).toMatchSnapshot();
    expect([pools.primary?.quota, pools.alternate?.quota]).toEqual([
      { periodMs: 100, threads: 1 },
      { periodMs: 50, threads: 8 },
    ]);
  });

  test('is My Sign-Ins where the topology does not say', () => {
    expect('service' in parseTopology(HEAD, 't.yaml')).toBe(false);
  });

  test('has bodies from files beside the topology', () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-service-'));
    try {
      writeFileSync(join(folder, 'home.html'), '<h1>{user}</h1>');
      const file = join(folder, 'topology.yaml');
      writeFileSync(file, `${HEAD}service: { routes: { 'GET /': { answer: { bodyFile: home.html } } } }`);
      const { topology } = readDrillFiles(file, []);
      expect(topology.service?.routes[0]?.answer.body).toBe('<h1>{user}</h1>');
      writeFileSync(file, `${HEAD}service: { routes: { 'GET /': { answer: { bodyFile: hom.html } } } }`);
      expect(() => readDrillFiles(file, [])).toThrow('hom.html); ');
      expect(() => readDrillFiles(file, [])).toThrow('did you mean');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('takes options for its entries and costs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-service-'));
    try {
      const file = join(folder, 'topology.yaml');
      writeFileSync(file, SERVICE);
      const set = ['service.entries.product.count=70', 'cost.hit.idle=2ms', 'service.user.header=x-who'];
      const costs = ['service.routes.GET /api/search.cost.fixed=2ms', 'pools.primary.quota.period=10ms'];
      expect(() => readDrillFiles(file, [], [...set, ...costs])).toThrow('cost.hit.idle: not a mapping');
      const { topology } = readDrillFiles(file, [], [...costs, set[0] as string, set[2] as string]);
      const { entries = [], routes = [], user } = topology.service ?? {};
      expect(entries[1]?.keys).toBe(70);
      expect(user).toEqual({ in: 'header', name: 'x-who' });
      expect(routes[3]?.cost?.miss).toEqual({ fixed: 2 });
      expect(topology.pools.primary?.quota?.periodMs).toBe(10);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('errors', () => {
  test('of a service are told at once, with what is allowed and what was probably meant', () => {
    expect(
      messageFor(`${HEAD}service:
  user: { header: x-user, cookie: sid }
  entries:
    order: { count: 0 }
    uncached: { count: 1 }
    cart: { per: person }
    none: { size: 1KiB }
    both: { count: 1, per: user }
    size: { cout: 3 }
  routes:
    GET api/orders: {}
    FETCH /a: {}
    GET /a/{id}: {}
    GET /b: { reads: [], writes: 3, by: cookie.sid, together: maybe, backgroud: true }
    GET /c: { cost: { fixed: 1ms, hit: { fixed: 1ms } } }
    GET /d: { cost: { idle: { fixed: 1ms } } }
    GET /e: { cost: {} }
    GET /f: { answer: { status: 100, headers: { 'a b': c }, size: 3 } }
`),
    ).toMatchInlineSnapshot(`
      "t.yaml:8:9 service.user: more than one rule (got {"header":"x-user","cookie":"sid"}); { header: x-user }, { cookie: sid }, { bearer: sub }, { path: id } or { query: u }
      t.yaml:10:21 service.entries.order.count: below 1 (got 0); a whole number, from 1 up to 50000000
      t.yaml:11:5 service.entries.uncached: not a name (got uncached); lower-case letters, digits and dashes, and not uncached
      t.yaml:12:18 service.entries.cart.per: not a value it can have (got person); one of user
      t.yaml:13:11 service.entries.none: no number of keys (got {"size":"1KiB"}); { count: 5000 } or { per: user }
      t.yaml:14:11 service.entries.both: more than one number of keys (got {"count":1,"per":"user"}); { count: 5000 } or { per: user }
      t.yaml:15:13 service.entries.size.cout: unknown key; the keys here are count, per, size, popularity; did you mean count?
      t.yaml:17:5 service.routes.GET api/orders: not a name (got GET api/orders); a method and a path, its parameters written as in GET /api/products/:id; methods are GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS
      t.yaml:18:5 service.routes.FETCH /a: not a name (got FETCH /a); a method and a path, its parameters written as in GET /api/products/:id; methods are GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS
      t.yaml:19:5 service.routes.GET /a/{id}: not a name (got GET /a/{id}); a method and a path, its parameters written as in GET /api/products/:id; methods are GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS
      t.yaml:20:22 service.routes.GET /b.reads: an empty list (got []); the name of an entry, or uncached, or several entries
      t.yaml:20:34 service.routes.GET /b.writes: not a value it can have (got 3); the name of an entry, or uncached
      t.yaml:20:41 service.routes.GET /b.by: not a value it can have (got cookie.sid); user, path.NAME, query.NAME, header.NAME or constant.NAME
      t.yaml:20:63 service.routes.GET /b.together: not true or false (got maybe); true or false
      t.yaml:20:70 service.routes.GET /b.backgroud: unknown key; the keys here are reads, together, writes, by, background, cost, answer; did you mean background?
      t.yaml:21:21 service.routes.GET /c.cost: more than one cost (got {"fixed":"1ms","hit":{"fixed":"1ms"}}); { fixed: 3ms }, { exponential: 30ms } or { lognormal: { p50: 26ms, p99: 85ms } }; by load { idle: { fixed: 1.5ms }, busy: { fixed: 0.8ms } }; or { hit: …, miss: …, write: … }
      t.yaml:22:21 service.routes.GET /d.cost.busy: missing; { fixed: 3ms }, { exponential: 30ms } or { lognormal: { p50: 26ms, p99: 85ms } }; by load { idle: { fixed: 1.5ms }, busy: { fixed: 0.8ms } }; or { hit: …, miss: …, write: … }
      t.yaml:23:21 service.routes.GET /e.cost: no cost (got {}); { fixed: 3ms }, { exponential: 30ms } or { lognormal: { p50: 26ms, p99: 85ms } }; by load { idle: { fixed: 1.5ms }, busy: { fixed: 0.8ms } }; or { hit: …, miss: …, write: … }
      t.yaml:24:33 service.routes.GET /f.answer.status: below 200 (got 100); a whole number, from 200 up to 599
      t.yaml:24:49 service.routes.GET /f.answer.headers.a b: not a name (got a b); the name of a header
      t.yaml:24:67 service.routes.GET /f.answer.size: a size without a unit (got 3); a size with its unit, such as 64KiB, 512MiB or 2GiB; did you mean 3MiB?"
    `);
  });

  test('of what does not go together', () => {
    expect(
      messageFor(`${HEAD}service:
  user: { path: user }
  entries:
    product: { count: 5000 }
    cart: { per: user }
    huge: { count: 50000000 }
    more: { count: 50000000 }
  routes:
    GET /products/:id:   { reads: prodct, by: path.di }
    GET /products/:name: { reads: product }
    GET /healthz:        {}
    GET /a:              { by: user, together: true, background: true }
    GET /b:              { reads: [cart, product], by: { cart: user, cat: user } }
    GET /c:              { reads: uncached, cost: { hit: { fixed: 1ms }, write: { fixed: 1ms } } }
    POST /d:             { writes: cart, cost: { miss: { fixed: 1ms } }, answer: { status: 204, body: '{path.x}' } }
    POST /e:             { writes: cart, reads: cart, background: true, answer: { body: a, bodyFile: nowhere.json } }
`),
    ).toMatchInlineSnapshot(`
      "t.yaml:8:17 service.user.path: no route has such a parameter (got user); one of id, name
      t.yaml:10:5 service.entries: too many keys (got {"product":{"count":5000},"cart":{"per":"user"},"huge":{"…); users and keys of all entries may be 100000000 together, and are 100007000
      t.yaml:15:35 service.routes.GET /products/:id.reads: no such entry (got prodct); one of product, cart, huge, more, uncached; did you mean product?
      t.yaml:15:47 service.routes.GET /products/:id.by: no such parameter (got path.di); one of path.id; did you mean path.id?
      t.yaml:16:26 service.routes.GET /products/:name: a route that there is already (got {"reads":"product"}); it is that of GET /products/:id
      t.yaml:16:26 service.routes.GET /products/:name.by: missing for product; which part of a request is its key: path.name, user, query.NAME, header.NAME, constant.NAME
      t.yaml:17:26 service.routes.GET /healthz: a route that there is already (got {}); it is the health check that every service has
      t.yaml:18:32 service.routes.GET /a.by: can never act (got user); it goes with reads or writes of an entry
      t.yaml:18:48 service.routes.GET /a.together: can never act (got true); it goes with several reads
      t.yaml:18:66 service.routes.GET /a.background: not one thing to do (got true); it goes with reads or with writes
      t.yaml:19:56 service.routes.GET /b.by: missing for product (got {"cart":"user","cat":"user"}); which part of a request is its key: user, query.NAME, header.NAME, constant.NAME
      t.yaml:19:75 service.routes.GET /b.by.cat: not an entry of this route (got user); one of cart, product; did you mean cart?
      t.yaml:20:58 service.routes.GET /c.cost.hit: can never act (got {"fixed":"1ms"}); it goes with reads of entries, or with neither reads nor writes
      t.yaml:20:81 service.routes.GET /c.cost.write: can never act (got {"fixed":"1ms"}); it goes with writes
      t.yaml:21:56 service.routes.POST /d.cost.miss: can never act (got {"fixed":"1ms"}); it goes with reads
      t.yaml:21:92 service.routes.POST /d.answer.status: an answer without a body (got 204); leave out its body, or give another status
      t.yaml:21:103 service.routes.POST /d.answer.body: no such parameter as in {path.x} (got {path.x}); there is none here
      t.yaml:22:67 service.routes.POST /e.background: not one thing to do (got true); it goes with reads or with writes
      t.yaml:22:102 service.routes.POST /e.answer.bodyFile: a second body (got nowhere.json); body or bodyFile
      t.yaml:22:102 service.routes.POST /e.answer.bodyFile: cannot be read (got nowhere.json); nowhere.json: no such file"
    `);
  });
});

describe('an editor', () => {
  const schema = z.fromJSONSchema(JSON.parse(jsonSchemas()['topology.schema.json'] as string));

  test('finds nothing wrong with what is right', () => {
    expect(schema.safeParse(parse(SERVICE)).success).toBe(true);
  });

  test.each([
    `routes: { 'GET /a': { cost: { fixed: 1ms, idle: { fixed: 1ms }, busy: { fixed: 1ms } } } }`,
    `routes: { 'GET /a': { cost: { idle: { fixed: 1ms } } } }`,
    `routes: { 'GET /a': { cost: {} } }`,
    `routes: { 'GET a': {} }`,
    `{ user: { header: a, cookie: b }, routes: {} }`,
    `{ entries: { a: { count: 1, per: user } }, routes: {} }`,
    `{ entries: { a: { size: 1KiB } }, routes: {} }`,
    `{ routes: { 'GET /a': { reads: 3 } } }`,
    `{}`,
  ])('marks %s', service => {
    expect(
      schema.safeParse(parse(`${HEAD}service: ${service.startsWith('{') ? service : `{ ${service} }`}`)).success,
    ).toBe(false);
  });
});
