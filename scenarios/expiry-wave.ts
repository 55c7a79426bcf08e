/**
 * Do entries that a failover filled together expire together, one ttl later, when the peak has come?
 *
 * People keep My Sign-Ins open, and each tab looks again every ten seconds. The region fails over while 40 % of them are there;
 * five minutes later, at the peak, the entries of those are as old as the baseline's ttl.
 *
 *   second  0 ─── 20 ──────── 35 ─── 60 ────────── 240 ────── 320 ── 335 ──── 360
 *   tabs    40 %  fail over   drained climbing to  100 %      what was filled
 *                                                             then expires
 */
import { sleep } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { lookAtSignIns, userNumber } from './lib/journeys.ts';
import { failOver, operatorAt } from './lib/operations.ts';

const LOOK_EVERY_S = 10;
const CALLS_PER_LOOK = 2;
/** Tabs that make the regional peak. */
const TABS = Math.round((Number(__ENV.PEAK ?? 1000) * LOOK_EVERY_S) / CALLS_PER_LOOK);
const FEW = Math.round(0.4 * TABS);

export const options: Options = {
  scenarios: {
    tabs: {
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [
        { target: FEW, duration: '10s' },
        { target: FEW, duration: '50s' },
        { target: TABS, duration: '180s' },
        { target: TABS, duration: '120s' },
      ],
      gracefulRampDown: '0s',
      gracefulStop: '5s',
    },
    fail_over: operatorAt('20s', 'failOverToAlternate'),
  },
  thresholds: {
    'checks{scenario:tabs}': ['rate>0.999'],
    'http_req_failed{scenario:tabs}': ['rate<0.001'],
    'http_req_duration{scenario:tabs}': ['p(99)<800'],
  },
};

export default function tab(): void {
  lookAtSignIns(userNumber(exec.vu.idInTest - 1));
  sleep(LOOK_EVERY_S);
}

export function failOverToAlternate(): void {
  failOver('alternate', '15s');
}
