import type { Preset } from './preset.ts';

const LABELS = { instance: 'instance', route: 'route', method: 'method', status: 'code', outcome: 'cache' };

/** A Node.js service with prom-client: its default metrics, and request metrics under their usual names. */
export const promClient: Preset = {
  roles: {
    requests: { query: 'http_requests_total', labels: LABELS },
    cpu: { query: 'process_cpu_seconds_total', labels: { instance: 'instance' } },
    memory: { query: 'process_resident_memory_bytes', labels: { instance: 'instance' } },
    inFlight: { query: 'http_requests_in_flight', labels: { instance: 'instance' } },
    durations: { query: 'http_request_duration_seconds_bucket', labels: LABELS },
    store: { query: 'store_request_duration_seconds_bucket' },
    cores: { query: 'kube_pod_container_resource_limits{resource="cpu"}', labels: { instance: 'pod' } },
    memoryLimit: { query: 'kube_pod_container_resource_limits{resource="memory"}', labels: { instance: 'pod' } },
  },
  lacks: {
    requests:
      'http_requests_total needs the label cache (hit, coalesced, miss): a middleware sets it where the cache is asked.',
    store: 'prom-client measures no store: a histogram round its client (store_request_duration_seconds).',
  },
};
