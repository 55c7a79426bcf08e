/** Visits as in eu-peak-failover, of whom nobody registers an app: what My Sign-Ins and a declared service are both asked. */
import { check } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { someUser, think, VIEW_SHOWS, VIEWS, viewOf } from '../../scenarios/lib/journeys.ts';
import { deploy, failOver, operatorAt } from '../../scenarios/lib/operations.ts';
import { signIns } from '../../scenarios/lib/sign-ins.ts';

const STAGES = [
  { share: 1, duration: '5s' },
  { share: 1, duration: '40s' },
];
const CALLS = 1 + 2 * VIEWS;
const PAGE = { 'the page opens': (page: { status: number }) => page.status === 200 };

export const options: Options = {
  scenarios: { visits: signIns(0.4, STAGES, CALLS), fail_over: operatorAt('13s', 'toAlternate') },
};

export function setup(): void {
  deploy('under-test');
}

export default function visit(): void {
  const headers = { 'x-user': someUser() };
  const view = viewOf(headers);
  check(http.get(`${__ENV.BASE_URL}/`, { headers, tags: { name: '/' } }), PAGE);
  for (let seen = 0; seen < VIEWS; seen++) {
    if (seen > 0) think();
    check(http.batch(view), VIEW_SHOWS);
  }
}

export function toAlternate(): void {
  failOver('alternate', '15s');
}
