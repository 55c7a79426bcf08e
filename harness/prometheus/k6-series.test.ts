import { expect, test } from 'vitest';
import type { RunRecord } from '../record/run-record.ts';
import { incidentRun } from '../record/test-run.ts';
import { k6Series } from './k6-series.ts';
import { encodeWriteRequest } from './write-request.ts';

const ZERO = Date.UTC(2026, 0, 2, 3, 4, 5);
const NOW = ZERO + 50_000;
const METRICS: RunRecord['metrics'] = {
  checks: { type: 'rate', contains: 'default', values: { rate: 0.75, passes: 3, fails: 1 } },
  data_sent: { type: 'counter', contains: 'data', values: { count: 4096, rate: 2 } },
  dropped_iterations: { type: 'counter', contains: 'default', values: { count: 2, rate: 0.1 } },
  http_req_duration: {
    ...{ type: 'trend', contains: 'time' },
    values: { avg: 5, min: 1, med: 4, max: 20, 'p(90)': 8, 'p(95)': 9, 'p(99.9)': 19, 'p(99)': 12 },
  },
  'http_req_duration{expected_response:true}': { type: 'trend', contains: 'time', values: { avg: 5 } },
  http_reqs: { type: 'counter', contains: 'default', values: { count: 44, rate: 2 } },
  vus: { type: 'gauge', contains: 'default', values: { value: 1, min: 0, max: 9 } },
  vus_max: { type: 'gauge', contains: 'default', values: { value: 10, min: 10, max: 10 } },
};

function sent(tags: Record<string, string> = {}, now = NOW) {
  const series = k6Series({ ...incidentRun(), metrics: METRICS }, tags, ZERO, now);
  return { series, byName: new Map(series.map(each => [each.name, each.samples])) };
}

test("the names are those of k6's remote write, each once", () => {
  const names = sent().series.map(({ name }) => name);
  expect(names).toEqual([
    'k6_vus',
    'k6_http_reqs_total',
    'k6_http_req_duration_p99',
    'k6_http_req_duration_med',
    'k6_checks_rate',
    'k6_data_sent_total',
    'k6_dropped_iterations_total',
    'k6_http_req_duration_avg',
    'k6_http_req_duration_min',
    'k6_http_req_duration_max',
    'k6_http_req_duration_p90',
    'k6_http_req_duration_p95',
    'k6_http_req_duration_p99_9',
    'k6_vus_max',
  ]);
});

test('a run is chosen by its testid, the one that it was tagged with or its own', () => {
  const own = { script: 'eu-peak-failover', settings: 'short-ttl', seed: '1' };
  for (const { labels } of sent().series)
    expect(labels).toEqual({ testid: 'eu-peak-failover-2026-01-02T03:04:05Z', ...own });
  expect(sent({ testid: 'n1', team: 'a' }).series[0]?.labels).toEqual({ testid: 'n1', team: 'a', ...own });
});

test('by second: counters grow from 0, times are in seconds', () => {
  const { byName } = sent();
  const { offered, p99Ms } = incidentRun().series.columns;
  const requests = byName.get('k6_http_reqs_total') ?? [];
  expect(requests[0]).toEqual([ZERO, 0]);
  expect(requests[1]).toEqual([ZERO + 1000, offered?.[0]]);
  expect(requests.at(-1)).toEqual([ZERO + 45_000, offered?.reduce<number>((sum, n) => sum + (n ?? 0), 0)]);
  expect(byName.get('k6_http_req_duration_p99')?.[0]).toEqual([ZERO + 1000, (p99Ms?.[0] ?? 0) / 1000]);
});

test('at the end: what the summary has, counters from 0', () => {
  const { byName } = sent();
  expect(byName.get('k6_data_sent_total')).toEqual([
    [ZERO, 0],
    [ZERO + 45_000, 4096],
  ]);
  expect(byName.get('k6_checks_rate')).toEqual([[ZERO + 45_000, 0.75]]);
  expect(byName.get('k6_http_req_duration_p95')).toEqual([[ZERO + 45_000, 0.009]]);
});

test('samples are in the order of time, as a receiver wants them, and none is too old for it', () => {
  for (const { samples } of sent().series)
    for (const [i, [at]] of samples.entries()) expect(at).toBeGreaterThan(samples[i - 1]?.[0] ?? 0);
  const late = sent({}, ZERO + 50 * 60_000 + 10_500).byName;
  expect(late.get('k6_http_reqs_total')?.[0]?.[0]).toBe(ZERO + 11_000);
  expect(late.get('k6_data_sent_total')).toEqual([[ZERO + 45_000, 4096]]);
  expect(sent({}, ZERO + 7_200_000).series).toEqual([]);
  expect(encodeWriteRequest(sent().series).length).toBeGreaterThan(0);
});
