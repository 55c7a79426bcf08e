import { exponential, zipfSampler } from 'headroom-failover/lib/traffic';
import { check, sleep } from 'k6';
import http from 'k6/http';

/** What one customer does in the shop. */

const SHOP = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const USERS = Number(__ENV.USERS ?? 2000);
const PRODUCTS = 400;

const product = zipfSampler(PRODUCTS, 1);

/** Opens the page, looks at so many products, each with the cart beside it, and buys with a chance of `buying`, `purchases` times. */
export function visit(views: number, buying: number, purchases = 1): void {
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}` };
  const get = (path: string, name = path) => {
    const response = http.get(`${SHOP}${path}`, { headers, tags: { name } });
    check(response, { 'the page opens': ({ status }) => status === 200 });
  };
  get('/');
  for (let i = 0; i < views; i++) {
    get(`/api/products/${product(Math.random) - 1}`, '/api/products/:id');
    get('/api/cart');
    sleep(exponential(0.7, Math.random));
  }
  if (Math.random() >= buying) return;
  for (let i = 0; i < purchases; i++) {
    const response = http.post(`${SHOP}/api/cart`, '{"product":7}', {
      headers,
      tags: { name: '/api/cart' },
      responseCallback: http.expectedStatuses(201),
    });
    check(response, { 'the cart takes it': ({ status }) => status === 201 });
    get('/api/cart');
  }
}

/** Requests of such a visit, in the mean. */
export function callsOf(views: number, buying: number, purchases = 1): number {
  return 1 + 2 * views + 2 * buying * purchases;
}
