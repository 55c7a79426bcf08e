import { ASSUMED_THINK_S, ASSUMED_WRITING, entriesOf, type Sketch, type SketchRoute } from './sketch.ts';

const ROUTES: readonly SketchRoute[] = [
  { method: 'GET', path: '/', reads: null, writes: null, status: 200, body: null, sizeBytes: 8192 },
  {
    ...{ method: 'GET', path: '/products/:id', reads: { entry: 'product', by: 'path.id' }, writes: null },
    ...{ status: 200, body: '{"id":"{path.id}","price":12.5}', sizeBytes: 2048 },
  },
  {
    ...{ method: 'GET', path: '/cart', reads: { entry: 'cart', by: 'user' }, writes: null },
    ...{ status: 200, body: '{"user":"{user}","items":[]}', sizeBytes: 512 },
  },
  {
    ...{ method: 'POST', path: '/cart', reads: null, writes: { entry: 'cart', by: 'user' } },
    ...{ status: 201, body: '{"id":"{uuid}"}', sizeBytes: 0 },
  },
];

/** A small shop, to be made into whatever it is: a page, something that all ask for, something of the user's own, a write. */
export function sketchFromNothing(name: string): Sketch {
  const call = { thinkS: ASSUMED_THINK_S, share: 1, sends: null };
  return {
    name,
    source: 'nothing: these four routes are an example, to be replaced by yours',
    user: { in: 'header', name: 'x-user', assumed: true },
    entries: entriesOf(ROUTES),
    routes: ROUTES,
    visit: [
      { ...call, route: 0, thinkS: 0 },
      { ...call, route: 1 },
      { ...call, route: 1 },
      { ...call, route: 2 },
      { ...call, route: 3, share: ASSUMED_WRITING, sends: '{"product":7}' },
    ],
    leftOut: [],
  };
}
