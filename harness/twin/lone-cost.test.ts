import { expect, test } from 'vitest';
import { parseTopology } from '../topology/read-topology.ts';
import { routeClasses } from './cost-class.ts';
import { loneCostOf } from './lone-cost.ts';
import { parseTwin } from './read-twin.ts';
import { DESCRIBED, smallTwin } from './test-service.ts';

const ROUTES = {
  'GET /': { cost: { fixed: '3ms' } },
  'GET /products/:id': { reads: 'product', by: 'path.id' },
  'POST /cart': { writes: 'cart' },
  'GET /search': { reads: 'uncached', cost: { fixed: '9ms' } },
  'POST /later': { writes: 'cart', background: true },
};
const text = JSON.stringify({ ...DESCRIBED, service: { ...DESCRIBED.service, routes: ROUTES } });
const { service } = parseTopology(text, 'topology.yaml');
const own = new Map(Object.entries(ROUTES).flatMap(([name, route]) => ('cost' in route ? [[name, route.cost]] : [])));
const classes = routeClasses(service as NonNullable<typeof service>, own);
const twin = parseTwin(smallTwin('http://127.0.0.1:9090'), 'twin.yaml', {});

test.each([
  ['GET', '/', '', '200', { path: 'service.routes.GET /.cost', store: 'never' }],
  ['GET', '/products/:id', 'hit', '200', { path: 'cost.hit', store: 'never' }],
  ['GET', '/products/{id}', 'miss', '200', { path: 'cost.miss', store: 'reads' }],
  ['GET', '/products/:id', 'coalesced', '200', null],
  ['GET', '/products/:id', 'hit', '503', null],
  ['POST', '/cart', '', '201', { path: 'cost.write', store: 'writes' }],
  ['GET', '/search', '', '200', { path: 'service.routes.GET /search.cost', store: 'reads' }],
  ['POST', '/later', '', '202', null],
  ['GET', '/healthz', '', '200', null],
])('%s %s %s %s', (method, route, cache, code, expected) => {
  expect(loneCostOf({ method, route, cache, code }, twin, classes)).toEqual(expected);
});
