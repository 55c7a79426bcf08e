/** What begins a trouble, and whether users try again: does the cause name both the trigger and the loop that keeps it going? */
import { sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import {
  degradeCacheTier,
  degradeDirectory,
  degradePool,
  deploy,
  flush,
  operatorAt,
  restart,
  rollBack,
} from '../../scenarios/lib/operations.ts';

const RETRIES = Number(__ENV.RETRIES ?? 0);
const TRIGGER = __ENV.TRIGGER ?? 'flush';
const USERS = Number(__ENV.USERS);

export const options: Options = {
  scenarios: {
    users: {
      ...{ executor: 'constant-arrival-rate', rate: Number(__ENV.PEAK), timeUnit: '1s', duration: '100s' },
      ...{ preAllocatedVUs: 100, maxVUs: 10_000, gracefulStop: '5s' },
    },
    begin: operatorAt('20s', 'begin'),
    end: operatorAt('40s', 'end'),
  },
};

export default function user(): void {
  const headers = { 'x-user': `user${Math.floor(Math.random() * USERS)}@${__ENV.REGION}.example` };
  for (let tries = 0; tries <= RETRIES; tries++) {
    if (http.get(`${__ENV.BASE_URL}/v1.0/me/authentication/methods`, { headers }).status === 200) return;
    if (tries < RETRIES) sleep(0.2 + 0.2 * Math.random());
  }
}

export function begin(): void {
  if (TRIGGER === 'flush') flush('primary');
  else if (TRIGGER === 'restart') restart('primary', 1);
  else if (TRIGGER === 'restart-half') restart('primary', 0.5);
  else if (TRIGGER === 'degrade') degradePool('primary', { cpu: 0.2, for: '20s' });
  else if (TRIGGER === 'degrade-half') degradePool('primary', { cpu: 0.4, for: '20s' });
  else if (TRIGGER === 'degrade-tier') degradeCacheTier({ latency: '8x', for: '20s' });
  else if (TRIGGER === 'degrade-directory') degradeDirectory({ latency: '20x', for: '20s' });
  else if (TRIGGER === 'restart-proxy') restart('proxy', 0.75);
  else if (TRIGGER === 'deploy') deploy('baseline');
}

export function end(): void {
  if (TRIGGER === 'deploy') rollBack();
}
