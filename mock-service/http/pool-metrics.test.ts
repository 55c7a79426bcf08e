import { expect, test } from 'vitest';
import { DirectoryModel } from '../model/directory.ts';
import { KeySpaces } from '../model/key-spaces.ts';
import { Pool, type PoolModelConfig } from '../model/pool.ts';
import { SETTINGS } from '../model/test-settings.ts';
import { testWork } from '../model/test-work.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { directoryMetrics } from './directory-metrics.ts';
import { poolMetrics } from './pool-metrics.ts';
import { RequestCounts } from './request-counts.ts';

const COST = { hit: { fixed: 3 }, miss: { fixed: 30 }, write: { fixed: 30 } };
const SETTINGS_A = { name: 'a', fingerprint: 'f00d', settings: SETTINGS };

const INSTANCE: PoolModelConfig['instance'] = {
  cores: 1,
  memoryBytes: 1000_000,
  queue: 2,
  expired: 'serve',
  restartAfterMs: 1000,
  requestSizeBytes: 1000,
  baseMemoryBytes: 100_000,
  gc: 0,
};

class Site {
  readonly clock = new VirtualClock();
  readonly directory = new DirectoryModel(
    this.clock,
    { latency: { fixed: 8 }, concurrency: 4, timeoutMs: 1000, errors: 0, unknownUsers: 0 },
    { read: () => ({}), execute: () => null },
    1,
  );
  readonly pool: Pool;

  constructor(changes: Partial<PoolModelConfig> = {}) {
    const config = { name: 'primary', instances: 2, cost: COST, instance: INSTANCE, ...changes };
    this.pool = new Pool(config, this.clock, this.directory, SETTINGS_A, 1);
  }

  read(instance: number, user: number): void {
    this.pool.instances[instance]?.submit(testWork({ key: user }));
  }
}

/** Samples that are not zero, without the buckets. */
function samples(text: string): string[] {
  return text.split('\n').filter(line => /^[a-z]/.test(line) && !/ 0$/.test(line) && !line.includes('_bucket'));
}

test('a pool shows cores, memory, queue and cache of each instance', async () => {
  const site = new Site();
  const metrics = poolMetrics(site.pool, [], site.clock);
  site.read(0, 1);
  site.read(0, 2);
  site.clock.advance(9);
  expect(samples(await metrics.text())).toMatchInlineSnapshot(`
    [
      "headroom_cache_requests_total{pool="primary",instance_name="primary-0",result="miss"} 2",
      "headroom_cache_capacity_entries{pool="primary",instance_name="primary-0"} 1000",
      "headroom_cache_capacity_entries{pool="primary",instance_name="primary-1"} 1000",
      "headroom_cache_settings_instances{pool="primary",settings="a",fingerprint="f00d"} 2",
      "headroom_instance_cpu_seconds_total{pool="primary",instance_name="primary-0"} 0.001",
      "headroom_instance_cpu_cores{pool="primary",instance_name="primary-0"} 1",
      "headroom_instance_cpu_cores{pool="primary",instance_name="primary-1"} 1",
      "headroom_instance_cpu_threads{pool="primary",instance_name="primary-0"} 1",
      "headroom_instance_cpu_threads{pool="primary",instance_name="primary-1"} 1",
      "headroom_instance_memory_used_bytes{pool="primary",instance_name="primary-0"} 102000",
      "headroom_instance_memory_used_bytes{pool="primary",instance_name="primary-1"} 100000",
      "headroom_instance_memory_limit_bytes{pool="primary",instance_name="primary-0"} 1000000",
      "headroom_instance_memory_limit_bytes{pool="primary",instance_name="primary-1"} 1000000",
      "headroom_instance_requests_queued{pool="primary",instance_name="primary-0"} 1",
      "headroom_instance_requests_in_flight{pool="primary",instance_name="primary-0"} 2",
      "headroom_instance_requests_limit{pool="primary",instance_name="primary-0"} 3",
      "headroom_instance_requests_limit{pool="primary",instance_name="primary-1"} 3",
      "headroom_instance_up{pool="primary",instance_name="primary-0"} 1",
      "headroom_instance_up{pool="primary",instance_name="primary-1"} 1",
    ]
  `);
  site.clock.advance(1000);
  site.read(0, 1);
  for (let user = 0; user < 4; user++) site.read(1, user);
  expect(samples(await metrics.text())).toMatchInlineSnapshot(`
    [
      "headroom_cache_requests_total{pool="primary",instance_name="primary-0",result="hit"} 1",
      "headroom_cache_requests_total{pool="primary",instance_name="primary-0",result="miss"} 2",
      "headroom_cache_requests_total{pool="primary",instance_name="primary-1",result="miss"} 3",
      "headroom_cache_entries{pool="primary",instance_name="primary-0"} 2",
      "headroom_cache_capacity_entries{pool="primary",instance_name="primary-0"} 1000",
      "headroom_cache_capacity_entries{pool="primary",instance_name="primary-1"} 1000",
      "headroom_cache_bytes{pool="primary",instance_name="primary-0"} 4096",
      "headroom_cache_fills_total{pool="primary",instance_name="primary-0"} 2",
      "headroom_cache_activations_total{pool="primary",knob="entrySize"} 2",
      "headroom_cache_settings_instances{pool="primary",settings="a",fingerprint="f00d"} 2",
      "headroom_instance_cpu_seconds_total{pool="primary",instance_name="primary-0"} 0.06",
      "headroom_instance_cpu_cores{pool="primary",instance_name="primary-0"} 1",
      "headroom_instance_cpu_cores{pool="primary",instance_name="primary-1"} 1",
      "headroom_instance_cpu_threads{pool="primary",instance_name="primary-0"} 1",
      "headroom_instance_cpu_threads{pool="primary",instance_name="primary-1"} 1",
      "headroom_instance_memory_used_bytes{pool="primary",instance_name="primary-0"} 105096",
      "headroom_instance_memory_used_bytes{pool="primary",instance_name="primary-1"} 103000",
      "headroom_instance_memory_limit_bytes{pool="primary",instance_name="primary-0"} 1000000",
      "headroom_instance_memory_limit_bytes{pool="primary",instance_name="primary-1"} 1000000",
      "headroom_instance_requests_queued{pool="primary",instance_name="primary-1"} 2",
      "headroom_instance_requests_in_flight{pool="primary",instance_name="primary-0"} 1",
      "headroom_instance_requests_in_flight{pool="primary",instance_name="primary-1"} 3",
      "headroom_instance_requests_limit{pool="primary",instance_name="primary-0"} 3",
      "headroom_instance_requests_limit{pool="primary",instance_name="primary-1"} 3",
      "headroom_instance_up{pool="primary",instance_name="primary-0"} 1",
      "headroom_instance_up{pool="primary",instance_name="primary-1"} 1",
      "headroom_instance_failures_total{pool="primary",instance_name="primary-1",reason="queue-full"} 1",
    ]
  `);
});

test('lookups come by kind of entry where there are several, and what an instance admits counts its threads', async () => {
  const two = { first: 0, count: 10, sizeBytes: null };
  const entries = new KeySpaces([
    { ...two, name: 'cart' },
    { ...two, name: 'product', first: 10 },
  ]);
  const site = new Site({ entries, instance: { ...INSTANCE, cores: 0.3, quota: { periodMs: 100, threads: 4 } } });
  for (const key of [3, 11, 12]) site.read(0, key);
  site.clock.advance(2000);
  site.read(0, 11);
  site.read(1, 11);
  const lines = samples(await poolMetrics(site.pool, [], site.clock).text());
  expect(lines.filter(line => line.includes('_entry_') || /limit|threads/.test(line))).toEqual([
    'headroom_cache_entry_requests_total{pool="primary",entry="cart",result="miss"} 1',
    'headroom_cache_entry_requests_total{pool="primary",entry="product",result="hit"} 1',
    'headroom_cache_entry_requests_total{pool="primary",entry="product",result="miss"} 3',
    'headroom_instance_cpu_threads{pool="primary",instance_name="primary-0"} 4',
    'headroom_instance_cpu_threads{pool="primary",instance_name="primary-1"} 4',
    'headroom_instance_memory_limit_bytes{pool="primary",instance_name="primary-0"} 1000000',
    'headroom_instance_memory_limit_bytes{pool="primary",instance_name="primary-1"} 1000000',
    'headroom_instance_requests_limit{pool="primary",instance_name="primary-0"} 6',
    'headroom_instance_requests_limit{pool="primary",instance_name="primary-1"} 6',
  ]);
});

test('durations come by route and by instance, and add up', async () => {
  const site = new Site();
  const requests = [new RequestCounts(), new RequestCounts()];
  for (const [index, counts] of requests.entries()) {
    const methods = counts.route('GET', '/methods');
    const apps = counts.route('POST', '/apps');
    for (let i = 0; i <= index; i++) methods.answered(200, 4);
    methods.answered(503, 0.2);
    apps.answered(201, 40);
    apps.gone++;
  }
  const text = await poolMetrics(site.pool, requests, site.clock).text();
  const lines = text.split('\n').filter(line => line.startsWith('headroom_http_'));
  expect(lines.filter(line => !line.includes('_bucket'))).toMatchInlineSnapshot(`
    [
      "headroom_http_requests_total{pool="primary",instance_name="primary-0",method="GET",route="/methods",status="200"} 1",
      "headroom_http_requests_total{pool="primary",instance_name="primary-0",method="GET",route="/methods",status="503"} 1",
      "headroom_http_requests_total{pool="primary",instance_name="primary-0",method="POST",route="/apps",status="201"} 1",
      "headroom_http_requests_total{pool="primary",instance_name="primary-1",method="GET",route="/methods",status="200"} 2",
      "headroom_http_requests_total{pool="primary",instance_name="primary-1",method="GET",route="/methods",status="503"} 1",
      "headroom_http_requests_total{pool="primary",instance_name="primary-1",method="POST",route="/apps",status="201"} 1",
      "headroom_http_callers_gone_total{pool="primary",instance_name="primary-0",method="POST",route="/apps"} 1",
      "headroom_http_callers_gone_total{pool="primary",instance_name="primary-1",method="POST",route="/apps"} 1",
      "headroom_http_request_duration_seconds_sum{pool="primary",method="GET",route="/methods",status="200"} 0.012",
      "headroom_http_request_duration_seconds_count{pool="primary",method="GET",route="/methods",status="200"} 3",
      "headroom_http_request_duration_seconds_sum{pool="primary",method="GET",route="/methods",status="503"} 0.0004",
      "headroom_http_request_duration_seconds_count{pool="primary",method="GET",route="/methods",status="503"} 2",
      "headroom_http_request_duration_seconds_sum{pool="primary",method="POST",route="/apps",status="201"} 0.08",
      "headroom_http_request_duration_seconds_count{pool="primary",method="POST",route="/apps",status="201"} 2",
      "headroom_http_instance_request_duration_seconds_sum{pool="primary",instance_name="primary-0",status_class="2xx"} 0.044",
      "headroom_http_instance_request_duration_seconds_count{pool="primary",instance_name="primary-0",status_class="2xx"} 2",
      "headroom_http_instance_request_duration_seconds_sum{pool="primary",instance_name="primary-0",status_class="5xx"} 0.0002",
      "headroom_http_instance_request_duration_seconds_count{pool="primary",instance_name="primary-0",status_class="5xx"} 1",
      "headroom_http_instance_request_duration_seconds_sum{pool="primary",instance_name="primary-1",status_class="2xx"} 0.048",
      "headroom_http_instance_request_duration_seconds_count{pool="primary",instance_name="primary-1",status_class="2xx"} 3",
      "headroom_http_instance_request_duration_seconds_sum{pool="primary",instance_name="primary-1",status_class="5xx"} 0.0002",
      "headroom_http_instance_request_duration_seconds_count{pool="primary",instance_name="primary-1",status_class="5xx"} 1",
    ]
  `);
  expect(lines.filter(line => line.includes('le="0.005"') && line.includes('status="200"'))).toMatchInlineSnapshot(`
    [
      "headroom_http_request_duration_seconds_bucket{pool="primary",method="GET",route="/methods",status="200",le="0.005"} 3",
    ]
  `);
});

test('the directory shows its slots, its queue and how long calls take', async () => {
  const site = new Site();
  const metrics = directoryMetrics(site.directory);
  for (let user = 0; user < 3; user++) {
    site.read(0, user);
    site.read(1, user);
  }
  expect(samples(await metrics.text())).toMatchInlineSnapshot(`
    [
      "headroom_directory_calls_active 4",
      "headroom_directory_calls_waiting 2",
      "headroom_directory_concurrency_limit 4",
      "headroom_directory_calls_total{kind="read"} 6",
    ]
  `);
  site.clock.advance(1000);
  expect(samples(await metrics.text())).toMatchInlineSnapshot(`
    [
      "headroom_directory_concurrency_limit 4",
      "headroom_directory_calls_total{kind="read"} 6",
      "headroom_directory_call_duration_seconds_sum 0.064",
      "headroom_directory_call_duration_seconds_count 6",
    ]
  `);
});
