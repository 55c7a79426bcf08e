/**
 * Instances that have just come back have no connections: as many reads at once as they may open, all of which have to be opened through the
 * few slots of the directory. How long the last one takes.
 */
import http from 'k6/http';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { operatorAt, restart } from '../../lib/operations.ts';

const CONNECTIONS = Number(__ENV.CONNECTIONS ?? 80);
const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';

const last = new Trend('last', true);

export const options: Options = {
  batch: CONNECTIONS,
  batchPerHost: CONNECTIONS,
  scenarios: {
    before: { executor: 'per-vu-iterations', exec: 'all', vus: 1, iterations: 1 },
    restart: operatorAt('10s', 'restarted'),
    after: { executor: 'per-vu-iterations', exec: 'all', startTime: '15s', vus: 1, iterations: 1 },
  },
};

export function all(): void {
  const reads = Array.from({ length: CONNECTIONS }, (_, user) => ({
    method: 'GET',
    url: `${BASE_URL}/v1.0/me/authentication/methods`,
    params: { headers: { 'x-user': `user${user}@connections.example` } },
  }));
  last.add(Math.max(...http.batch(reads).map(({ timings }) => timings.duration)));
}

export function restarted(): void {
  restart('primary');
}
