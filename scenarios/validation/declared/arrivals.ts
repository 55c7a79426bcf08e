/** How long tasks stay that come at random: Poisson arrivals at one route. */
import http from 'k6/http';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { arrivals, measuring, RATE } from '../lib/load.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const sojourn = new Trend('sojourn', true);

export const options: Options = { scenarios: { work: arrivals(RATE) } };

export default function work(): void {
  const counts = measuring();
  const { timings } = http.get(`${BASE_URL}/work`);
  if (counts) sojourn.add(timings.duration);
}
