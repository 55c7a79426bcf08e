/**
 * If these cache settings ship and the shop then fails over at its peak, do customers get timeouts?
 *
 *   load    50 → 100 %    peak                                  half
 *   second  0 ──── 5 ────────── 12 ──────── 17 ──────────── 35 ── 37 ──── 40
 *             3 deploy          fail over   drained         roll back, fail back
 */

import { type Stage, sessions } from 'headroom-failover/lib/load';
import { deploy, failBack, failOver, operatorAt, rollBack } from 'headroom-failover/lib/operations';
import { exponential, zipfSampler } from 'headroom-failover/lib/traffic';
import { check, sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';

const SHOP = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const USERS = Number(__ENV.USERS ?? 2000);
const PRODUCTS = 400;
const VIEWS = 4;
const BUYING = 0.2;
/** Of a whole visit: the page, the products, each with the cart beside it, and what those who buy do. */
const CALLS_PER_VISIT = 1 + 2 * VIEWS + 2 * BUYING;

const STAGES: readonly Stage[] = [
  { share: 1, duration: '5s' },
  { share: 1, duration: '32s' },
  { share: 0.5, duration: '0s' },
  { share: 0.5, duration: '3s' },
];

export const options: Options = {
  scenarios: {
    visits: sessions(0.5, STAGES, CALLS_PER_VISIT),
    deploy: operatorAt('3s', 'deployUnderTest'),
    fail_over: operatorAt('12s', 'failOverToAlternate'),
    roll_back: operatorAt('35s', 'rollBackSettings'),
    fail_back: operatorAt('36s', 'failBackToPrimary'),
  },
};

const product = zipfSampler(PRODUCTS, 1);

export function setup(): void {
  deploy('baseline');
}

export default function visit(): void {
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}` };
  const get = (path: string, name = path) => {
    const response = http.get(`${SHOP}${path}`, { headers, tags: { name } });
    check(response, { 'the page opens': ({ status }) => status === 200 });
  };
  get('/');
  for (let i = 0; i < VIEWS; i++) {
    get(`/api/products/${product(Math.random) - 1}`, '/api/products/:id');
    get('/api/cart');
    sleep(exponential(0.7, Math.random));
  }
  if (Math.random() < BUYING) {
    const response = http.post(`${SHOP}/api/cart`, '{"product":7}', {
      headers,
      tags: { name: '/api/cart' },
      responseCallback: http.expectedStatuses(201),
    });
    check(response, { 'the cart takes it': ({ status }) => status === 201 });
    get('/api/cart');
  }
}

export function deployUnderTest(): void {
  deploy('under-test');
}

export function failOverToAlternate(): void {
  failOver('alternate', '5s');
}

export function rollBackSettings(): void {
  rollBack();
}

export function failBackToPrimary(): void {
  failBack();
}
