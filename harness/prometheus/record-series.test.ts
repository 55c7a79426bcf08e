import { expect, test } from 'vitest';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { recordSeries } from './record-series.ts';

/** `name{own labels} value`, without the labels that all have. */
function lines(...given: Parameters<typeof recordSeries>): string[] {
  const COMMON = new Set(['script', 'topology', 'settings', 'fingerprint', 'clock', 'seed']);
  return recordSeries(...given).map(({ name, labels, samples }) => {
    const own = Object.entries(labels).filter(([key]) => !COMMON.has(key));
    return `${name}{${own.map(([key, value]) => `${key}="${value}"`)}} ${samples[0]?.[1]}`;
  });
}

test('the incident in figures', () => {
  expect(lines(incidentRun(), {}, 0)).toMatchInlineSnapshot(`
    [
      "headroom_run_verdict{verdict="pass"} 0",
      "headroom_run_verdict{verdict="fail"} 1",
      "headroom_run_verdict{verdict="inconclusive"} 0",
      "headroom_run_duration_seconds{} 45",
      "headroom_run_peak_requests_per_second{} 1000",
      "headroom_run_timeouts{} 3150",
      "headroom_run_timeouts_ratio{} 0.08177570093457943",
      "headroom_run_onset_seconds{} 29",
      "headroom_run_onset_requests_per_second{} 1000",
      "headroom_run_onset_pool_requests_per_second{} 933",
      "headroom_run_onset_after_failover_seconds{} 16",
      "headroom_run_recovered_seconds{} 38",
      "headroom_run_objective_limit{objective="timeouts"} 0",
      "headroom_run_objective_value{objective="timeouts"} 0.08177570093457943",
      "headroom_run_objective_margin{objective="timeouts"} -0.08177570093457943",
      "headroom_run_objective_broken{objective="timeouts"} 1",
      "headroom_run_objective_limit{objective="errors"} 0.001",
      "headroom_run_objective_value{objective="errors"} 0.08385254413291797",
      "headroom_run_objective_margin{objective="errors"} -0.08285254413291797",
      "headroom_run_objective_broken{objective="errors"} 1",
      "headroom_run_objective_limit{objective="good"} 0.99",
      "headroom_run_objective_value{objective="good"} 1",
      "headroom_run_objective_margin{objective="good"} 0.010000000000000009",
      "headroom_run_objective_broken{objective="good"} 0",
      "headroom_run_objective_limit{objective="p99"} 0.8",
      "headroom_run_objective_value{objective="p99"} 2.004",
      "headroom_run_objective_margin{objective="p99"} -1.204",
      "headroom_run_objective_broken{objective="p99"} 1",
      "headroom_run_objective_limit{objective="recovery"} 60",
      "headroom_run_objective_value{objective="recovery"} 1",
      "headroom_run_objective_margin{objective="recovery"} 59",
      "headroom_run_objective_broken{objective="recovery"} 0",
      "headroom_run_objective_limit{objective="headroom"} 1.1",
      "headroom_run_objective_value{objective="headroom"} NaN",
      "headroom_run_objective_margin{objective="headroom"} NaN",
      "headroom_run_objective_broken{objective="headroom"} 0",
      "headroom_run_headroom_ratio{basis="measured"} NaN",
      "headroom_run_headroom_ratio{basis="estimate"} 0.825",
      "headroom_run_requests_offered{} 38520",
      "headroom_run_requests{outcome="good"} 35290",
      "headroom_run_requests{outcome="timeout"} 3150",
      "headroom_run_requests{outcome="error"} 80",
      "headroom_run_requests{outcome="unexpected"} 0",
      "headroom_run_requests{outcome="interrupted"} 0",
      "headroom_run_requests_by_status{status="200"} 35290",
      "headroom_run_requests_by_status{status="503"} 80",
      "headroom_run_requests_by_status{status="504"} 3150",
      "headroom_run_requests_by_reason{reason="deadline"} 3150",
      "headroom_run_requests_by_reason{reason="queue-full"} 80",
      "headroom_run_response_time_seconds{quantile="0.5"} 0.005",
      "headroom_run_response_time_seconds{quantile="0.9"} 0.02",
      "headroom_run_response_time_seconds{quantile="0.95"} 0.03",
      "headroom_run_response_time_seconds{quantile="0.99"} 0.04",
      "headroom_run_response_time_seconds{quantile="1"} 2",
      "headroom_run_service_time_seconds{quantile="0.5"} 0.005",
      "headroom_run_service_time_seconds{quantile="0.9"} 0.02",
      "headroom_run_service_time_seconds{quantile="0.95"} 0.03",
      "headroom_run_service_time_seconds{quantile="0.99"} 0.04",
      "headroom_run_service_time_seconds{quantile="1"} 2",
      "headroom_run_pool_peak_cpu_ratio{pool="primary"} 0.73",
      "headroom_run_pool_hold_cpu_ratio{pool="primary"} 0",
      "headroom_run_pool_peak_memory_ratio{pool="primary"} 0.4",
      "headroom_run_pool_peak_queue{pool="primary"} 5",
      "headroom_run_pool_peak_queued{pool="primary"} 0",
      "headroom_run_pool_queue_full{pool="primary"} 0",
      "headroom_run_pool_hit_ratio{pool="primary"} 0.6199999999999999",
      "headroom_run_pool_cache_fills_per_second{pool="primary"} 100",
      "headroom_run_pool_restarts{pool="primary"} 0",
      "headroom_run_pool_peak_cpu_ratio{pool="alternate"} 1",
      "headroom_run_pool_hold_cpu_ratio{pool="alternate"} 1",
      "headroom_run_pool_peak_memory_ratio{pool="alternate"} 0.66",
      "headroom_run_pool_peak_queue{pool="alternate"} 790",
      "headroom_run_pool_peak_queued{pool="alternate"} 3100",
      "headroom_run_pool_queue_full{pool="alternate"} 0",
      "headroom_run_pool_hit_ratio{pool="alternate"} 0.52",
      "headroom_run_pool_cache_fills_per_second{pool="alternate"} 200",
      "headroom_run_pool_restarts{pool="alternate"} 0",
      "headroom_run_directory_peak_concurrency{} 160",
      "headroom_run_directory_reads{} 3600",
      "headroom_run_knob_activations{knob="capacity"} 0",
      "headroom_run_knob_activations{knob="policy"} 0",
      "headroom_run_knob_activations{knob="ttl"} 5210",
      "headroom_run_knob_activations{knob="ttlJitter"} 5210",
      "headroom_run_knob_activations{knob="coalesce"} 812",
      "headroom_run_knob_activations{knob="keepLateResults"} 31",
      "headroom_run_iterations{state="due"} 4000",
      "headroom_run_iterations{state="started"} 4000",
      "headroom_run_iterations{state="dropped"} 0",
      "headroom_run_iterations{state="completed"} 3990",
      "headroom_run_iterations{state="failed"} 0",
      "headroom_run_iterations{state="interrupted"} 10",
      "headroom_run_generator_lag_seconds{quantile="0.5"} 0",
      "headroom_run_generator_lag_seconds{quantile="0.99"} 0.0012",
      "headroom_run_generator_lag_seconds{quantile="1"} 0.0048",
      "headroom_run_generator_requests_queued{} 0",
      "headroom_run_generator_requests_repeated{} 0",
    ]
  `);
});

test('every figure says whose it is, and when', () => {
  const run = incidentRun();
  for (const { labels, samples } of recordSeries(run, { testid: 'nightly' }, 1234)) {
    expect(labels).toMatchObject({
      testid: 'nightly',
      script: run.script.name,
      topology: run.topology.name,
      settings: 'short-ttl',
      fingerprint: run.cacheSettings.fingerprint,
      clock: run.clock,
      seed: String(run.seed),
    });
    expect(samples[0]?.[0]).toBe(1234);
  }
});

test('no two figures are the same series', () => {
  const keys = recordSeries(incidentRun(), {}, 0).map(({ name, labels }) => JSON.stringify([name, labels]));
  expect(new Set(keys).size).toBe(keys.length);
});

test('what did not happen is NaN, so that an earlier run does not show through', () => {
  const quiet = lines(quietRun(), {}, 0);
  expect(quiet).toContain('headroom_run_onset_seconds{} NaN');
  expect(quiet).toContain('headroom_run_headroom_ratio{basis="measured"} NaN');
});

test('the estimate of headroom is the one that the record has in words', () => {
  for (const run of [quietRun(), incidentRun()]) {
    const note = run.objectives.find(({ name }) => name === 'headroom')?.note;
    const inWords = Number(/estimate (?:about|less than) ([\d.]+)/.exec(note ?? '')?.[1]);
    const estimate = recordSeries(run, {}, 0).find(({ labels }) => labels.basis === 'estimate')?.samples[0]?.[1];
    expect(Math.abs((estimate ?? 0) - inWords)).toBeLessThan(0.0051);
  }
});
