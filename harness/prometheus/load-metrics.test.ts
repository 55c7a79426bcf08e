import { expect, test } from 'vitest';
import { SnapshotMetrics } from '../../mock-service/http/snapshot-metrics.ts';
import { Accounts } from '../load/accounts.ts';
import { Lag } from '../load/lag.ts';
import type { ScenarioRun } from '../load/scenario-run.ts';
import { MetricRegistry } from '../measure/metric-registry.ts';
import { RequestTally, type TalliedRequest } from '../measure/request-tally.ts';
import { TagSet } from '../measure/tags.ts';
import { addLoadMetrics } from './load-metrics.ts';

const SIGN_INS = TagSet.EMPTY.with('scenario', 'sign_ins');

function request(changes: Partial<TalliedRequest> = {}): TalliedRequest {
  return {
    ...{
      name: '/methods',
      method: 'GET',
      path: '/methods',
      url: '',
      status: 200,
      failure: null,
      reason: null,
      expected: true,
      callback: {},
    },
    ...{ counted: true, vuTags: SIGN_INS, iterationDueAt: 0, issuedAt: 0 },
    ...{ waitingMs: 8, receivingMs: 2, serviceTimeMs: 10, responseTimeMs: 14 },
    ...changes,
  };
}

class Load {
  readonly registry = new MetricRegistry();
  readonly tally = new RequestTally();
  readonly lag = new Lag();
  readonly accounts = new Accounts();
  readonly #metrics = new SnapshotMetrics();

  /** Samples of metrics whose names begin so, without buckets. */
  async scrape(prefix: string): Promise<string[]> {
    return (await this.#metrics.text())
      .split('\n')
      .filter(line => line.startsWith(prefix) && !line.includes('_bucket') && !/ 0$/.test(line));
  }

  watch(): void {
    const runs = [{ name: 'sign_ins', accounts: this.accounts } as ScenarioRun];
    const { registry, tally, lag } = this;
    addLoadMetrics(this.#metrics, { engine: { lag, runs }, registry, tally, transport: { opened: 800, repeated: 3 } });
  }
}

test('requests carry k6’s names and labels', async () => {
  const load = new Load();
  load.watch();
  load.tally.add(request());
  load.tally.add(request({ status: 504, expected: false, waitingMs: 2000, responseTimeMs: 2100 }));
  load.tally.add(request({ name: '/operations/deploy', method: 'POST', status: 202, counted: false }));
  expect(await load.scrape('k6_http_req')).toMatchInlineSnapshot(`
    [
      "k6_http_reqs_total{name="/methods",method="GET",scenario="sign_ins",status="200",expected_response="true"} 1",
      "k6_http_reqs_total{name="/methods",method="GET",scenario="sign_ins",status="504",expected_response="false"} 1",
      "k6_http_reqs_total{name="/operations/deploy",method="POST",scenario="sign_ins",status="202",expected_response="true"} 1",
      "k6_http_req_duration_avg{name="/methods",method="GET",scenario="sign_ins",status="200",expected_response="true"} 0.01",
      "k6_http_req_duration_avg{name="/methods",method="GET",scenario="sign_ins",status="504",expected_response="false"} 2.002",
      "k6_http_req_duration_avg{name="/operations/deploy",method="POST",scenario="sign_ins",status="202",expected_response="true"} 0.01",
      "k6_http_req_duration_med{name="/methods",method="GET",scenario="sign_ins",status="200",expected_response="true"} 0.01",
      "k6_http_req_duration_med{name="/methods",method="GET",scenario="sign_ins",status="504",expected_response="false"} 2.002",
      "k6_http_req_duration_med{name="/operations/deploy",method="POST",scenario="sign_ins",status="202",expected_response="true"} 0.01",
      "k6_http_req_duration_p95{name="/methods",method="GET",scenario="sign_ins",status="200",expected_response="true"} 0.01",
      "k6_http_req_duration_p95{name="/methods",method="GET",scenario="sign_ins",status="504",expected_response="false"} 2.002",
      "k6_http_req_duration_p95{name="/operations/deploy",method="POST",scenario="sign_ins",status="202",expected_response="true"} 0.01",
      "k6_http_req_duration_p99{name="/methods",method="GET",scenario="sign_ins",status="200",expected_response="true"} 0.01",
      "k6_http_req_duration_p99{name="/methods",method="GET",scenario="sign_ins",status="504",expected_response="false"} 2.002",
      "k6_http_req_duration_p99{name="/operations/deploy",method="POST",scenario="sign_ins",status="202",expected_response="true"} 0.01",
      "k6_http_req_duration_seconds_sum{name="/methods",scenario="sign_ins",expected_response="true"} 0.01",
      "k6_http_req_duration_seconds_count{name="/methods",scenario="sign_ins",expected_response="true"} 1",
      "k6_http_req_duration_seconds_sum{name="/methods",scenario="sign_ins",expected_response="false"} 2.002",
      "k6_http_req_duration_seconds_count{name="/methods",scenario="sign_ins",expected_response="false"} 1",
      "k6_http_req_duration_seconds_sum{name="/operations/deploy",scenario="sign_ins",expected_response="true"} 0.01",
      "k6_http_req_duration_seconds_count{name="/operations/deploy",scenario="sign_ins",expected_response="true"} 1",
    ]
  `);
});

test('for the verdict only requests to the system under test count, by their outcome', async () => {
  const load = new Load();
  load.watch();
  load.tally.offered = 5;
  for (const changes of [{}, { status: 504 }, { status: 503, expected: false }, { status: 202, counted: false }]) {
    load.tally.add(request(changes));
  }
  expect(await load.scrape('headroom_drill_re')).toMatchInlineSnapshot(`
    [
      "headroom_drill_requests_offered_total 5",
      "headroom_drill_requests_total{outcome="good"} 1",
      "headroom_drill_requests_total{outcome="timeout"} 1",
      "headroom_drill_requests_total{outcome="error"} 1",
      "headroom_drill_response_time_seconds_sum{outcome="good"} 0.014",
      "headroom_drill_response_time_seconds_count{outcome="good"} 1",
      "headroom_drill_response_time_seconds_sum{outcome="timeout"} 0.014",
      "headroom_drill_response_time_seconds_count{outcome="timeout"} 1",
      "headroom_drill_response_time_seconds_sum{outcome="error"} 0.014",
      "headroom_drill_response_time_seconds_count{outcome="error"} 1",
    ]
  `);
});

test('k6’s other metrics and the script’s own are there too, times in seconds', async () => {
  const load = new Load();
  load.registry.define('sign_in_time', 'trend', 'time').add(1500, TagSet.EMPTY);
  load.registry.define('apps', 'counter').add(3, TagSet.EMPTY);
  load.registry.find('vus')?.add(40, TagSet.EMPTY);
  load.registry.find('checks')?.add(1, TagSet.EMPTY);
  load.watch();
  expect(await load.scrape('k6_')).toMatchInlineSnapshot(`
    [
      "k6_apps_total 3",
      "k6_checks_rate 1",
      "k6_sign_in_time_avg 1.5",
      "k6_sign_in_time_med 1.5",
      "k6_sign_in_time_p95 1.5",
      "k6_sign_in_time_p99 1.5",
      "k6_vus 40",
    ]
  `);
});

test('the generator’s own health', async () => {
  const load = new Load();
  load.watch();
  Object.assign(load.accounts, { due: 10, started: 9, dropped: 1, completed: 8 });
  load.lag.add(3);
  expect([
    ...(await load.scrape('headroom_drill_iterations')),
    ...(await load.scrape('headroom_generator')),
  ]).toMatchInlineSnapshot(`
    [
      "headroom_drill_iterations_total{scenario="sign_ins",state="due"} 10",
      "headroom_drill_iterations_total{scenario="sign_ins",state="started"} 9",
      "headroom_drill_iterations_total{scenario="sign_ins",state="dropped"} 1",
      "headroom_drill_iterations_total{scenario="sign_ins",state="completed"} 8",
      "headroom_generator_lag_seconds_sum 0.003",
      "headroom_generator_lag_seconds_count 1",
      "headroom_generator_connections_opened_total 800",
      "headroom_generator_requests_repeated_total 3",
    ]
  `);
});
