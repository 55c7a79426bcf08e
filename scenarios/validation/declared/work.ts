/** How long one task takes that comes alone, at any moment: a user who asks, waits, and asks again after a pause. */
import { sleep } from 'k6';
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { measuring, SECONDS, WARM_UP } from '../lib/load.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
/** Users at once; those who are several do not pause. */
const USERS_AT_ONCE = Number(__ENV.AT_ONCE ?? 1);

const sojourn = new Trend('sojourn', true);
const served = new Counter('served');

export const options: Options = {
  scenarios: {
    work: { executor: 'constant-vus', vus: USERS_AT_ONCE, duration: `${WARM_UP + SECONDS}s`, gracefulStop: '10s' },
  },
};

export default function work(): void {
  const counts = measuring();
  const { timings } = http.get(`${BASE_URL}/work`);
  if (counts) {
    sojourn.add(timings.duration);
    served.add(1);
  }
  // Long enough that the quota is whole again, and at no particular place of its period.
  if (USERS_AT_ONCE === 1) sleep(0.3 + 0.1 * Math.random());
}
