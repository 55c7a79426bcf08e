/**
 * A working day of four hours, as one would calibrate on: load between 35 and 100 % of the peak, a mix that changes every five minutes, a rollout that
 * restarts each instance, another ttl deployed for 40 minutes and rolled back, and, where TOGETHER is set, two calls that always come together.
 */

import exec from 'k6/execution';
import http from 'k6/http';
import { deploy, operatorAt, restart, rollBack } from '../../scenarios/lib/operations.ts';
import { zipfSampler } from '../../scenarios/lib/traffic.ts';

const PEAK = Number(__ENV.PEAK);
const USERS = Number(__ENV.USERS);
const MINUTES = Number(__ENV.MINUTES || 240);
const TOGETHER = __ENV.TOGETHER === '1';
const SHARES = [0.35, 0.5, 0.75, 1, 0.9, 0.6, 0.8, 0.45];
const CALLS = TOGETHER ? 1.15 : 1;

const stages = [];
for (let i = 0; i < MINUTES / 5; i++) {
  const target = Math.round((60 * PEAK * SHARES[i % SHARES.length]) / CALLS);
  stages.push({ target, duration: '30s' }, { target, duration: '270s' });
}

export const options = {
  scenarios: {
    calls: {
      executor: 'ramping-arrival-rate',
      startRate: Math.round((60 * PEAK * SHARES[0]) / CALLS),
      timeUnit: '1m',
      stages,
      preAllocatedVUs: 50,
      maxVUs: 4000,
    },
    rollout: operatorAt(`${Math.round(MINUTES * 15)}s`, 'restartEach'),
    trial: operatorAt(`${Math.round(MINUTES * 22.5)}s`, 'tryTtl'),
    end: operatorAt(`${Math.round(MINUTES * 32.5)}s`, 'endTrial'),
  },
};

const product = zipfSampler(Number(__ENV.PRODUCTS), Number(__ENV.SKEW));
const order = zipfSampler(Number(__ENV.ORDERS), Number(__ENV.SKEW));

/** Shares of page, product, order, cart, write, report, which differ from phase to phase. */
function mixOf(phase) {
  const turn = k => 0.3 + 1.4 * (((Number(__ENV.PHASES) + 37 * phase * (k + 3) + 61 * k) % 100) / 100);
  const raw = [0.15, 0.4, 0.2, 0.1, 0.1, 0.05].map((share, k) => share * turn(k));
  const all = raw.reduce((sum, each) => sum + each, 0);
  return raw.map(each => each / all);
}
const MIXES = Array.from({ length: 40 }, (_, i) => mixOf(i));

export default function call() {
  const phase = Math.floor((Date.now() - exec.scenario.startTime) / 300_000);
  const shares = MIXES[phase % MIXES.length];
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}` };
  const base = __ENV.BASE_URL;
  let rest = Math.random();
  const kind = shares.findIndex(share => (rest -= share) < 0);
  if (kind === 0) {
    http.get(`${base}/`, { headers });
    if (TOGETHER) http.get(`${base}/api/report`, { headers });
  } else if (kind === 1) http.get(`${base}/api/products/${product(Math.random) - 1}`, { headers });
  else if (kind === 2) http.get(`${base}/api/orders/${order(Math.random) - 1}`, { headers });
  else if (kind === 3) http.get(`${base}/api/cart`, { headers });
  else if (kind === 4) http.post(`${base}/api/cart`, null, { headers });
  else if (!TOGETHER) http.get(`${base}/api/report`, { headers });
  else http.get(`${base}/api/products/${product(Math.random) - 1}`, { headers });
}

export function restartEach() {
  restart('primary', 1, '10m');
}

export function tryTtl() {
  deploy({ ttl: __ENV.OTHER_TTL, capacity: Number(__ENV.CAPACITY) });
}

export function endTrial() {
  rollBack();
}
