import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { parseTopology } from '../topology/read-topology.ts';
import { sketchFromHar } from './from-har.ts';
import { sketchFromNothing } from './from-nothing.ts';
import { sketchFromOpenApi } from './from-openapi.ts';
import { fromRecorded, fromTemplate } from './route-path.ts';
import type { Sketch } from './sketch.ts';
import { BASELINE, CANDIDATE, SCRIPT, starterFiles, TOPOLOGY } from './starter-files.ts';

const OWN = { schemas: '../schemas', installed: true, lib: '../lib', globals: '../globals.d.ts' };

function written(sketch: Sketch): Readonly<Record<string, string>> {
  return starterFiles(sketch, OWN);
}

/** The routes of the topology that is written, as the model reads them. */
function routes(sketch: Sketch): string[] {
  const { service } = parseTopology(written(sketch)[TOPOLOGY] as string, 'topology.yaml');
  return (service?.routes ?? []).map(({ method, path, reads, writes, answer }) => {
    const keys = (list: typeof reads) => list.map(({ entry, by }) => `${entry} by ${[by.in, by.name].join('.')}`);
    const what = [
      ...keys(reads),
      ...(writes === null ? [] : writes.length === 0 ? ['writes'] : ['writes', ...keys(writes)]),
    ];
    return `${method} ${path} ${answer.status} [${what.join(' ')}]`;
  });
}

function problemsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof InputErrors) return error.message.split('\n');
    throw error;
  }
  return [];
}

const OPENAPI = `
openapi: 3.1.0
info: { title: 'Pet Shop API', version: '1' }
servers: [{ url: 'https://{region}.example/api/{version}/', variables: { region: { default: eu }, version: { default: v2 } } }]
paths:
  /pets:
    get: { responses: { '200': { $ref: '#/components/responses/Pets' } } }
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '201': { description: made, content: { application/json: { example: { id: 7 } } } } }
  /pets/{pet-id}:
    get: { responses: { default: { description: any } } }
    delete: { responses: { '204': { description: gone } } }
    patch: { deprecated: true, responses: {} }
  /me/cart: { get: { responses: { 2XX: { description: ok } } } }
  /files/{name}.pdf: { get: { responses: { '200': { description: ok } } } }
components:
  securitySchemes: { session: { type: apiKey, in: cookie, name: SESSION } }
  responses:
    Pets: { content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } }
  schemas:
    Pet:
      allOf:
        - { type: object, properties: { id: { type: integer }, kind: { enum: ['cat', dog] }, mother: { $ref: '#/components/schemas/Pet' } } }
        - { properties: { born: { type: string, format: date }, name: { type: [string, 'null'], example: "it's" } } }
`;

test('an OpenAPI file gives the routes, what they answer and are sent, and where they name their user', () => {
  const sketch = sketchFromOpenApi(OPENAPI, 'pets.yaml');
  expect(sketch.name).toBe('pet-shop');
  expect(sketch.user).toEqual({ in: 'cookie', name: 'SESSION', assumed: false });
  expect(sketch.leftOut).toEqual(['PATCH /api/v2/pets/{pet-id}: deprecated']);
  expect(routes(sketch)).toEqual([
    'GET /api/v2/pets 200 [pets by user.]',
    'POST /api/v2/pets 201 [writes pets by user.]',
    'GET /api/v2/pets/:pet_id 200 [pet by path.pet_id]',
    'DELETE /api/v2/pets/:pet_id 204 [writes pet by path.pet_id]',
    'GET /api/v2/me/cart 200 [cart by user.]',
    'GET /api/v2/files/:name_pdf 200 [file by path.name_pdf]',
  ]);
  const [list, add] = sketch.routes;
  expect(JSON.parse(list?.body ?? '')[0]).toMatchObject({ id: 1, kind: 'cat', born: '2026-06-01', name: "it's" });
  expect(add?.body).toBe('{"id":7}');
  const sent = sketch.visit.find(({ route }) => route === 1)?.sends ?? '';
  expect(JSON.parse(sent)).toMatchObject({ kind: 'cat', name: "it's" });
  expect(sketch.visit.filter(({ share }) => share < 1).map(({ route }) => route)).toEqual([1, 3]);
});

test('an OpenAPI 2 file too', () => {
  const text = JSON.stringify({
    ...{ swagger: '2.0', basePath: '/v1', info: { title: 'Ünï' } },
    paths: { '/a/{id}': { get: { responses: { 200: { schema: { type: 'string' } } } } } },
    securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
  });
  const sketch = sketchFromOpenApi(text, 'a.json');
  expect([sketch.user, sketch.routes[0]?.body]).toEqual([{ in: 'header', name: 'X-Key', assumed: false }, '"text"']);
  expect(routes(sketch)).toEqual(['GET /v1/a/:id 200 [a by path.id]']);
});

test('all that cannot be used of an OpenAPI file is told at once, with its place', () => {
  const text = `openapi: 3.0.0
paths:
  pets: {}
  /a: { get: { responses: { '200': { $ref: 'other.yaml#/Ok' } } } }
  /b: { $ref: '#/paths/~1c' }
  /c: { get: { responses: { '200': { $ref: '#/components/none' } } } }
`;
  expect(problemsOf(() => sketchFromOpenApi(text, 'a.yaml'))).toEqual([
    'a.yaml:3:9 paths.pets: a path begins with /',
    'a.yaml:4:36 paths./a.get.responses.200: $ref other.yaml#/Ok is in another file: put all into one first, with the bundler of your OpenAPI tools',
    'a.yaml:5:7 paths./b.get.responses.200: $ref #/components/none leads nowhere',
    'a.yaml:6:36 paths./c.get.responses.200: $ref #/components/none leads nowhere',
  ]);
  expect(problemsOf(() => sketchFromOpenApi('a: 1', 'a.yaml'))[0]).toMatch(/^a.yaml:1:1: no OpenAPI file/);
  expect(problemsOf(() => sketchFromOpenApi('openapi: 3.0.0', 'a.yaml'))[0]).toMatch(/no paths/);
});

/** @param atS when it starts, s; it takes 50 ms */
function recorded(atS: number, url: string, more: { method?: string; status?: number; type?: string } = {}): object {
  const { method = 'GET', status = 200, type = 'application/json' } = more;
  return {
    startedDateTime: new Date(1_780_297_200_000 + 1000 * atS).toISOString(),
    time: 50,
    request: {
      ...{
        method,
        url,
        headers: [{ name: 'Cookie', value: 'SECRET' }],
        cookies: [{ name: 'lang' }, { name: 'sessionid', value: 'SECRET' }],
      },
      ...(method === 'GET' ? {} : { postData: { text: 'SECRET' } }),
    },
    response: { status, content: { size: 120, mimeType: type } },
  };
}

test('a recording gives the routes, their order and the real think times, and no secret', () => {
  const site = 'https://www.shop.example';
  const entries = [
    recorded(4.25, `${site}/orders/1742?x=SECRET`),
    recorded(0, `${site}/`, { type: 'text/html' }),
    recorded(0.06, `${site}/me`),
    recorded(0.07, `${site}/logo.png`, { type: 'image/png' }),
    recorded(2, 'https://ads.example/a'),
    recorded(3, `${site}/old`, { status: 302 }),
    recorded(5, `${site}/orders/9/lines/6f9619ff-8b86-d011-b42d-00cf4fc964ff`),
    recorded(6, `${site}/orders/2000`, { method: 'PUT', status: 204 }),
    recorded(7, `${site}/broken`, { status: 500 }),
  ];
  const sketch = sketchFromHar(JSON.stringify({ log: { entries } }), 'visit.har');
  expect(sketch.name).toBe('shop');
  expect(sketch.user).toEqual({ in: 'cookie', name: 'sessionid', assumed: false });
  expect(routes(sketch)).toEqual([
    'GET / 200 []',
    'GET /me 200 [me by user.]',
    'GET /orders/:order 200 [order by path.order]',
    'GET /orders/:order/lines/:line 200 [line by path.line]',
    'PUT /orders/:order 204 [writes order by path.order]',
  ]);
  expect(sketch.visit.map(({ route, thinkS }) => [route, Math.round(1000 * thinkS)])).toEqual([
    ...[
      [0, 0],
      [1, 0],
      [2, 4140],
      [3, 700],
      [4, 950],
    ],
  ]);
  expect(sketch.leftOut).toEqual([
    '1 request for images, styles and scripts',
    '1 request answered by a redirect: what it leads to is there',
    '1 request answered 500',
    '1 request to https://ads.example, another site',
  ]);
  const texts = Object.values(written(sketch)).join();
  expect(texts).not.toContain('SECRET');
  expect(texts).toContain('sleep(4.14);');
});

test('what a recording says that is no line of a topology breaks none: long paths, line breaks, ends of comments', () => {
  const site = 'https://shop.example';
  const long = `${site}/${'z'.repeat(2000)}`;
  const entries = [
    recorded(0, `${site}/`),
    recorded(1, long),
    recorded(2, `${site}/${'1/'.repeat(300)}`),
    recorded(3, `${site}/me`, { method: 'GET\nusers: 1' }),
  ];
  const sketch = sketchFromHar(JSON.stringify({ log: { entries } }), 'visit\u2028*/.har');
  expect(routes(sketch)).toEqual(['GET / 200 []']);
  const { [TOPOLOGY]: topology, [SCRIPT]: script } = written(sketch);
  expect(topology).toContain('# Left out: 2 requests with a path of over 500 characters.\n');
  expect(topology).toContain('# Left out: 1 request with the method GET users: 1.\n');
  expect(script).toContain('the recording visit * /.har of');
  const openapi = JSON.stringify({
    openapi: '3.1.0',
    paths: {
      '/a': { get: { responses: { 200: { $ref: '#/components/%zz' } } } },
      [`/${'b'.repeat(600)}`]: { get: { responses: {} } },
    },
  });
  expect(problemsOf(() => sketchFromOpenApi(openapi, 'a.yaml'))).toEqual([
    expect.stringContaining('$ref #/components/%zz leads nowhere'),
  ]);
  const other = sketchFromOpenApi(
    openapi.replace('%zz', 'x'.repeat(3)).replace(/"\$ref":"[^"]*"/, '"description":""'),
    'a',
  );
  expect(other.leftOut).toEqual([expect.stringMatching(/: a path of over 500 characters$/)]);
});

test('a recording that is none, or in which nothing can be asked again, is refused', () => {
  expect(problemsOf(() => sketchFromHar('{', 'a.har'))[0]).toMatch(/^a.har: no HAR file: /);
  expect(problemsOf(() => sketchFromHar('{}', 'a.har'))).toEqual(['a.har: no HAR file: it has no log.entries']);
  const failed = { log: { entries: [recorded(0, 'http://a/b', { status: 500 })] } };
  expect(problemsOf(() => sketchFromHar(JSON.stringify(failed), 'a.har'))).toEqual([
    'a.har: none of its 1 requests can be asked again: answered 500',
  ]);
});

test('from nothing comes an example, with settings that differ by the ttl', () => {
  const files = written(sketchFromNothing('my-service'));
  const [baseline, candidate] = [BASELINE, CANDIDATE].map(name => parseCacheSettings(files[name] as string, name));
  expect(baseline?.settings.ttlMs).toBe(300_000);
  expect({ ...candidate?.settings, ttlMs: 300_000 }).toEqual(baseline?.settings);
});

test('parts of recorded paths that are ids are parameters', () => {
  expect(fromRecorded('/users/17/orders/18')).toBe('/users/:user/orders/:order');
  expect(fromRecorded('/v1/a/507f1f77bcf86cd799439011/')).toBe('/v1/a/:a');
  expect(fromRecorded('/17/18')).toBe('/:id/:id2');
  expect(fromTemplate('/a/{id}/b/{id}/{x}-{y}')).toBe('/a/:id/b/:id2/:x_y');
});

test('whatever paths and words there are, what is written can be read', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('{id}', 'orders', 'a b', "it's", '{a}.{b}', '*', ':x'),
  );
  const path = fc.array(word, { maxLength: 4 }).map(parts => `/${parts.join('/')}`);
  const example = fc.jsonValue({ maxDepth: 2 });
  fc.assert(
    fc.property(fc.dictionary(path, example, { minKeys: 1, maxKeys: 4 }), fc.string(), (paths, title) => {
      const operation = (body: unknown) => ({
        responses: { 200: { content: { 'application/json': { example: body } } } },
      });
      const document = {
        ...{ openapi: '3.0.0', info: { title } },
        paths: Object.fromEntries(
          Object.entries(paths).map(([key, body]) => [key, { get: operation(body), post: operation(body) }]),
        ),
      };
      let sketch: Sketch;
      try {
        sketch = sketchFromOpenApi(JSON.stringify(document), 'a.json');
      } catch (error) {
        if (error instanceof InputErrors) return;
        throw error;
      }
      expect(() => routes(sketch)).not.toThrow();
    }),
    { numRuns: 200 },
  );
});
