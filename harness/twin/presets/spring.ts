import type { Preset } from './preset.ts';

const LABELS = { instance: 'instance', route: 'uri', method: 'method', status: 'status' };

/** Spring Boot with Micrometer's Prometheus registry. */
export const spring: Preset = {
  roles: {
    requests: { query: 'http_server_requests_seconds_count', labels: LABELS },
    lookups: { query: 'cache_gets_total', labels: { instance: 'instance', outcome: 'result' } },
    cpu: { query: 'process_cpu_time_ns_total', labels: { instance: 'instance' }, times: 1e-9 },
    memory: { query: 'sum by (instance) (jvm_memory_used_bytes)', labels: { instance: 'instance' } },
    durations: { query: 'http_server_requests_seconds_bucket', labels: LABELS },
    storeUsed: { query: 'hikaricp_connections_active' },
    storeLimit: { query: 'hikaricp_connections_max' },
    cores: { query: 'system_cpu_count', labels: { instance: 'instance' } },
  },
  lacks: {
    durations: 'Buckets need management.metrics.distribution.percentiles-histogram.http.server.requests=true.',
    lookups:
      'cache_gets_total has no lookups that waited for another: with Caffeine they count as hits, which they cost.',
    store: 'Micrometer measures no store calls by itself: a timer round them.',
  },
};
