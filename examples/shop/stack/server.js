/**
 * One server of the shop: a cache whose ttl can be changed while it runs, before the store, and two workers that make pages.
 *
 *     node server.js POOL STORE-PORT [PORT]
 *
 * A worker is busy for as long as the topology says that a page costs: it waits where a real shop would compute, so that the example behaves the same
 * on a laptop as on a large machine. PUT /admin/ttl sets the ttl (ms), DELETE /admin/cache empties the cache; GET /metrics is for Prometheus.
 */
import { Agent, createServer, request as send } from 'node:http';
import { Durations } from './durations.js';

const [pool, storePort, port = '0'] = process.argv.slice(2);
const WORKERS = 2;
const COST_MS = { page: 1, hit: 4, miss: 40, write: 10 };

let ttlMs = 300_000;
/** @type {Map<string, { text: string, at: number }>} */
const cache = new Map();
/** Reads of the store that are under way, by key: whoever asks for the same thing waits for them. */
const reads = new Map();
const counts = { hit: 0, coalesced: 0, miss: 0, requests: 0, inFlight: 0, busyMs: 0 };

/** From a request's arrival to its answer, by route, status, and what the cache said. */
const requestDurations = new Durations('shop_request_duration_seconds');
/** What this server waits for the store. */
const storeDurations = new Durations('shop_store_duration_seconds');

/** When each worker is free again, ms. */
const freeAt = new Array(WORKERS).fill(0);

/** A worker's time, first come first served: a timer that fires late never makes a worker slower. */
function work(costMs) {
  const worker = freeAt[0] <= freeAt[1] ? 0 : 1;
  const now = performance.now();
  freeAt[worker] = Math.max(now, freeAt[worker]) + costMs;
  counts.busyMs += costMs;
  return new Promise(resolve => setTimeout(resolve, freeAt[worker] - now));
}

const agent = new Agent({ keepAlive: true });
function store(method, path) {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const sent = send({ agent, port: storePort, host: '127.0.0.1', method, path }, response => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', chunk => (text += chunk))
        .on('end', () => {
          storeDurations.observe({ pool, method }, performance.now() - began);
          resolve(text);
        })
        .on('error', reject);
    });
    sent.on('error', reject).end();
  });
}

/** @returns the page, and what the cache said */
async function lookUp(key) {
  const found = cache.get(key);
  if (found !== undefined && performance.now() - found.at < ttlMs) {
    counts.hit++;
    await work(COST_MS.hit);
    return [found.text, 'hit'];
  }
  const underWay = reads.get(key);
  if (underWay !== undefined) {
    counts.coalesced++;
    const text = await underWay;
    await work(COST_MS.hit);
    return [text, 'coalesced'];
  }
  counts.miss++;
  const read = (async () => {
    const text = await store('GET', `/${key}`);
    await work(COST_MS.miss);
    cache.set(key, { text, at: performance.now() });
    return text;
  })();
  reads.set(key, read);
  try {
    return [await read, 'miss'];
  } finally {
    reads.delete(key);
  }
}

/** @returns status, text, and for its metrics the route and what the cache said */
async function answer(method, path, user) {
  if (path === '/') {
    await work(COST_MS.page);
    return [200, '<h1>Shop</h1>', '/', ''];
  }
  const product = /^\/api\/products\/(\w+)$/.exec(path)?.[1];
  if (product !== undefined && method === 'GET') {
    const [text, said] = await lookUp(`product/${product}`);
    return [200, text, '/api/products/:id', said];
  }
  if (path === '/api/cart' && method === 'GET') {
    const [text, said] = await lookUp(`cart/${user}`);
    return [200, text, path, said];
  }
  if (path === '/api/cart' && method === 'POST') {
    await store('POST', `/cart/${user}`);
    await work(COST_MS.write);
    cache.delete(`cart/${user}`);
    return [201, '{}', path, 'write'];
  }
  return [404, 'no such page', 'none', ''];
}

function metrics() {
  const busy = counts.busyMs - freeAt.reduce((sum, at) => sum + Math.max(0, at - performance.now()), 0);
  return [
    `shop_busy_seconds_total{pool="${pool}"} ${busy / 1000}`,
    `shop_workers{pool="${pool}"} ${WORKERS}`,
    `shop_requests_total{pool="${pool}"} ${counts.requests}`,
    ...['hit', 'coalesced', 'miss'].map(
      result => `shop_cache_lookups_total{pool="${pool}",result="${result}"} ${counts[result]}`,
    ),
    `shop_requests_in_flight{pool="${pool}"} ${counts.inFlight}`,
    ...requestDurations.lines(),
    ...storeDurations.lines(),
    '',
  ].join('\n');
}

const server = createServer(async (request, response) => {
  const path = request.url.split('?', 1)[0];
  if (path === '/metrics') return response.end(metrics());
  if (path === '/admin/ttl' && request.method === 'PUT') {
    let text = '';
    for await (const chunk of request) text += chunk;
    ttlMs = Number(text);
    return response.end();
  }
  if (path === '/admin/cache' && request.method === 'DELETE') {
    cache.clear();
    return response.end();
  }
  request.resume();
  counts.requests++;
  counts.inFlight++;
  const began = performance.now();
  let labels = { route: 'none', cache: '' };
  try {
    const [status, text, route, cache] = await answer(request.method, path, request.headers['x-user'] ?? 'nobody');
    labels = { route, cache };
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  } catch {
    response.writeHead(503).end('no store');
  }
  counts.inFlight--;
  const told = { pool, method: request.method, code: String(response.statusCode), ...labels };
  requestDurations.observe(told, performance.now() - began);
});
server.keepAliveTimeout = 60_000;
server.listen(Number(port), '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
