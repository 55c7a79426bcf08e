/** How long a request takes that reads two entries, when the cache has neither and when it has both. */
import exec from 'k6/execution';
import http from 'k6/http';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const FEW = 100;
const missed = new Trend('missed', true);
const found = new Trend('found', true);

export const options: Options = { vus: 1, iterations: FEW };

export default function pair(): void {
  const url = `${BASE_URL}/${__ENV.ROUTE}/${exec.scenario.iterationInTest}`;
  missed.add(http.get(url).timings.duration);
  found.add(http.get(url).timings.duration);
}
