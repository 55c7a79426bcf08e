import type { Preset } from './preset.ts';

const INSTANCE = { pool: 'pool', instance: 'instance_name' };

/** Headroom's own live drills and `headroom serve` (docs/prometheus.md): the model measured as a service would be. */
export const headroom: Preset = {
  roles: {
    requests: {
      query: 'headroom_http_requests_total',
      labels: { ...INSTANCE, route: 'route', method: 'method', status: 'status' },
    },
    lookups: { query: 'headroom_cache_requests_total', labels: { ...INSTANCE, outcome: 'result' } },
    cpu: { query: 'headroom_instance_cpu_seconds_total', labels: INSTANCE },
    memory: { query: 'headroom_instance_memory_used_bytes', labels: INSTANCE },
    cacheBytes: { query: 'headroom_cache_bytes', labels: INSTANCE },
    inFlight: { query: 'headroom_instance_requests_in_flight', labels: INSTANCE },
    durations: {
      query: 'headroom_http_request_duration_seconds_bucket',
      labels: { pool: 'pool', route: 'route', method: 'method', status: 'status' },
    },
    latency: { query: 'headroom_proxy_request_duration_seconds_bucket', labels: { pool: 'pool' } },
    store: { query: 'headroom_directory_call_duration_seconds_bucket' },
    storeUsed: { query: 'headroom_directory_calls_active' },
    storeLimit: { query: 'headroom_directory_concurrency_limit' },
    cores: { query: 'headroom_instance_cpu_cores', labels: INSTANCE },
    memoryLimit: { query: 'headroom_instance_memory_limit_bytes', labels: INSTANCE },
  },
  lacks: {
    lookups: 'Lookups are not told apart by route: routes that read and have a cost of their own stay as they are.',
  },
};
