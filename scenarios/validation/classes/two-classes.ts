/** Requests of two classes at constant rates, the second one by the tag of its scenario; its rate grows to AHEAD in RAMP. */
import http from 'k6/http';
import type { Options } from 'k6/options';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const USER = Number(__ENV.USER_RATE ?? 180);
const AHEAD = Number(__ENV.AHEAD ?? 180);
const RAMP_S = Number(__ENV.RAMP ?? 0);
const SECONDS = Number(__ENV.SECONDS ?? 30);
const VUS = { preAllocatedVUs: 10, maxVUs: 200_000, gracefulStop: '10m' };

export const options: Options = {
  scenarios: {
    user: { executor: 'constant-arrival-rate', exec: 'work', rate: USER, duration: `${SECONDS}s`, ...VUS },
    ahead: {
      executor: 'ramping-arrival-rate',
      exec: 'ahead',
      startRate: RAMP_S === 0 ? AHEAD : Math.round(AHEAD / 12),
      stages: [
        ...(RAMP_S === 0 ? [] : [{ target: AHEAD, duration: `${RAMP_S}s` }]),
        { target: AHEAD, duration: `${SECONDS - RAMP_S}s` },
      ],
      tags: { class: 'prefetch' },
      ...VUS,
    },
  },
};

export function work(): void {
  http.get(`${BASE_URL}/work`, { tags: { name: 'work' } });
}

export function ahead(): void {
  http.get(`${BASE_URL}/ahead`, { tags: { name: 'ahead' } });
}
