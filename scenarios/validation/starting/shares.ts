/** Requests of users at random; one of the instances restarts and comes back after a time. */
import http from 'k6/http';
import type { Options } from 'k6/options';
import { operatorAt, restart } from '../../lib/operations.ts';
import { arrivals, RATE, USERS } from '../lib/load.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';

export const options: Options = {
  scenarios: { reads: arrivals(RATE), restart: operatorAt('2500ms', 'restarted') },
};

export default function readNews(): void {
  const user = Math.floor(Math.random() * USERS);
  http.get(`${BASE_URL}/news`, { headers: { 'x-user': `user${user}` }, tags: { name: 'news' } });
}

export function restarted(): void {
  restart('primary', '25%');
}
